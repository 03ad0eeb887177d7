"""A file system of its own for one learner: only what is named here exists in it. Needs root.

Standard library only: the launcher runs this before anything of ours is loaded. What is shown is an
allow-list (system programs, the interpreter, a few files of ours, the learner's home), so a secret
that is put somewhere tomorrow is not seen either. A program of the learner cannot take the mounts
away: that needs CAP_SYS_ADMIN over this namespace, and in a user namespace of its own they are locked.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWNS, _CLONE_NEWIPC = 0x00020000, 0x08000000
_RDONLY, _NOSUID, _NODEV, _NOEXEC = 1, 2, 4, 8
_REMOUNT, _BIND, _REC, _PRIVATE = 32, 4096, 16384, 1 << 18
_DETACH = 2
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41}

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC_FILES = (
    *("ld.so.cache", "ld.so.conf", "localtime", "timezone", "mime.types", "magic", "debian_version"),
    *(
        "os-release",
        "nsswitch.conf",
        "resolv.conf",
        "hosts",
        "host.conf",
        "gai.conf",
        "services",
        "protocols",
    ),
)
_ETC_FOLDERS = ("alternatives", "ca-certificates", "fonts", "ld.so.conf.d", "ssl/certs", "pki/tls/certs")
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


class NotIsolated(Exception):
    """The system does not let us make a room: no right to, or a kernel that cannot."""


@dataclass(frozen=True)
class Room:
    """What one learner's processes see besides the system's own programs.

    `shown` are files and folders seen read-only where they are; `hidden` are folders that stay empty
    even where they lie in one that is shown. `home` is the learner's own folder, seen as `home_seen`;
    `root` an empty folder on which the room is built. `tmp_mib` bounds /tmp and /dev/shm each.
    """

    root: Path
    home: Path
    home_seen: Path
    user: str
    uid: int
    shown: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    tmp_mib: int = 256


@dataclass(frozen=True)
class Step:
    """Show `path` as it is, or hide it behind an empty folder."""

    path: Path
    show: bool


def plan(shown: Iterable[Path], hidden: Iterable[Path]) -> list[Step]:
    """Return the steps from the outside in, so that an inner rule stands over an outer one.

    What already lies in a shown folder needs no step of its own, and nothing is hidden where nothing
    is shown.
    """
    rules = dict.fromkeys(hidden, False) | dict.fromkeys(shown, True)
    steps: list[Step] = []
    for path in sorted(rules, key=lambda path: (len(path.parts), path)):
        around = next((step for step in reversed(steps) if path.is_relative_to(step.path)), None)
        if rules[path] != (around is not None and around.show):
            steps.append(Step(path, rules[path]))
    return steps


def enter(room: Room) -> None:
    """Move this process into `room`, still as root; raise NotIsolated when the system refuses.

    The process is in a mount namespace of its own from the first call on: whatever is left half done
    ends with it and is seen by nobody else.
    """
    try:
        _unshare(_CLONE_NEWNS | _CLONE_NEWIPC)
        _mount("none", "/", None, _REC | _PRIVATE)
        home = os.open(room.home, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW)
        _mount("tmpfs", room.root, "tmpfs", _NOSUID | _NODEV, "size=4m,mode=0755")
        _build(room, home)
        os.close(home)
        _mount("none", room.root, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)
        _pivot(room.root)
    except OSError as error:
        raise NotIsolated(f"{error.strerror}: {error.filename}") from error


def _build(room: Room, home: int) -> None:
    inside = _Inside(room.root)
    for folder in _SYSTEM:
        path = Path(folder)
        if path.is_symlink():
            inside.at(path).symlink_to(path.readlink())
        elif path.is_dir():
            inside.bind(path)
    _etc(inside, room)
    scratch = f"size={room.tmp_mib}m,nr_inodes=50k,mode=1777"
    for place in ("/tmp", "/dev/shm"):  # noqa: S108 - before what is shown, which may lie below /tmp
        _mount("tmpfs", inside.folder(place), "tmpfs", _NOSUID | _NODEV, scratch)
    covered = [Path(folder) for folder in _SYSTEM if not Path(folder).is_symlink()]
    for step in plan([*covered, *room.shown], room.hidden):
        if step.path in covered:
            continue
        if step.show:
            inside.bind(step.path)
        else:
            _mount("tmpfs", inside.at(step.path), "tmpfs", _NOSUID | _NODEV, "size=64k,mode=0755")
    _mount("proc", inside.folder("/proc"), "proc", _NOSUID | _NODEV | _NOEXEC, "hidepid=2")
    _devices(inside, room)
    inside.folder("/var")
    inside.at("/var/tmp").symlink_to("/tmp")  # noqa: S108
    inside.folder("/run")
    seen = inside.folder(room.home_seen)
    _mount(f"/proc/self/fd/{home}", seen, None, _BIND)
    _mount("none", seen, None, _REMOUNT | _BIND | _NOSUID | _NODEV)


def _etc(inside: _Inside, room: Room) -> None:
    etc = inside.folder("/etc")
    for name in _ETC_FILES:
        if Path("/etc", name).is_file():
            shutil.copyfile(Path("/etc", name), etc / name)
            (etc / name).chmod(0o644)
    for name in _ETC_FOLDERS:
        if Path("/etc", name).is_dir():
            inside.bind(Path("/etc", name))
    person = f"{room.user}:x:{room.uid}:{room.uid}::{room.home_seen}:/bin/sh"
    _write(etc / "passwd", f"root:x:0:0:root:/root:/usr/sbin/nologin\n{person}\n")
    _write(etc / "group", f"root:x:0:\n{room.user}:x:{room.uid}:\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o644)


def _devices(inside: _Inside, room: Room) -> None:
    dev = inside.folder("/dev")
    for name in _DEVICES:
        if Path("/dev", name).exists():
            (dev / name).touch()
            _mount(f"/dev/{name}", dev / name, None, _BIND)
    options = f"newinstance,ptmxmode=0666,mode=0620,gid={room.uid}"
    _mount("devpts", inside.folder("/dev/pts"), "devpts", _NOSUID | _NOEXEC, options)
    for name, target in {"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0"}.items():
        (dev / name).symlink_to(target)
    for number, name in ((1, "stdout"), (2, "stderr")):
        (dev / name).symlink_to(f"/proc/self/fd/{number}")


class _Inside:
    """The room under construction: paths of the room below its root."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def at(self, path: Path | str) -> Path:
        return self._root / Path(path).relative_to("/")

    def folder(self, path: Path | str) -> Path:
        """Make the folder and its parents, passable whatever the umask, and return it."""
        target = self.at(path)
        for part in reversed([target, *self._between(target)]):
            if not part.exists():
                part.mkdir()
                part.chmod(0o755)
        return target

    def _between(self, target: Path) -> Iterator[Path]:
        for parent in target.parents:
            if parent == self._root:
                return
            yield parent

    def bind(self, path: Path) -> None:
        """Show the file or folder `path` read-only at its own place."""
        target = self.at(path)
        if path.is_dir():
            self.folder(path)
        elif not target.exists():
            self.folder(path.parent)
            target.touch()
        _mount(path, target, None, _BIND | _REC)
        _mount("none", target, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)


# -- system calls that Python 3.11 does not have ---------------------------------------------------


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: object) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(what))


def _unshare(flags: int) -> None:
    _check(_libc().unshare(flags), "unshare")


def _mount(source: Path | str, target: Path | str, kind: str | None, flags: int, options: str = "") -> None:
    encoded = kind.encode() if kind else None
    done = _libc().mount(
        os.fsencode(source), os.fsencode(target), encoded, ctypes.c_ulong(flags), options.encode() or None
    )
    _check(done, target)


def _pivot(root: Path) -> None:
    """Make `root` the root folder and take the old one out of reach (pivot_root(2), "." over ".")."""
    number = _PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise OSError(38, "pivot_root is not known on this machine", os.uname().machine)
    os.chdir(root)
    _check(_libc().syscall(ctypes.c_long(number), b".", b"."), "pivot_root")
    _check(_libc().umount2(b".", _DETACH), "umount2")
    os.chdir("/")
