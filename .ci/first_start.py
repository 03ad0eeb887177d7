"""README's first command in a fresh clone, with neither Node nor PostgreSQL nor uv on the PATH.

It must serve within five minutes, set-up included, and leave nothing behind after Ctrl-C.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_S = 300
PORT = 18400
_ABSENT = (
    "node",
    "nodejs",
    "npm",
    "npx",
    "psql",
    "postgres",
    "pg_ctl",
    "uv",
    "uvx",
    "configurable-http-proxy",
)


def bare_path(folder: Path) -> str:
    """Make a folder with the system's programs but those which set-up must bring itself; return it."""
    folder.mkdir()
    for place in ("/usr/sbin", "/sbin", "/usr/bin", "/bin"):
        for program in Path(place).iterdir():
            link = folder / program.name
            if program.name not in _ABSENT and not link.is_symlink():
                link.symlink_to(program)
    return str(folder)


def serves() -> bool:
    """Tell whether the sign-in page is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/hub/login", timeout=5) as page:
            return page.status == 200 and "Đăng nhập" in page.read().decode()
    except OSError:
        return False


def left_behind(folder: Path) -> list[str]:
    """Return the command lines of processes that still work in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command:
            found.append(command)
    return found


def main() -> int:
    """Run the command once; return the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="mt-first-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    log = folder / "log"
    try:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = {**os.environ, "PATH": bare_path(folder / "bin"), "MATTRAN_PORT": str(PORT)}
        environment |= {"MATTRAN_DATA": str(folder / "d"), "PYTHON": os.path.realpath(sys.executable)}
        began = time.monotonic()
        with log.open("wb") as output:
            make = subprocess.Popen(
                [shutil.which("make") or "make", "start"],
                cwd=clone,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            while not ("Đã sẵn sàng" in log.read_text() and serves()):
                if make.poll() is not None or time.monotonic() - began > MOST_S:
                    print(f"no answer after {time.monotonic() - began:.0f} s:\n{log.read_text()}")
                    return 1
                time.sleep(0.2)
            print(f"make start in a fresh clone serves after {time.monotonic() - began:.0f} s")
        finally:
            if make.poll() is None:
                os.killpg(make.pid, signal.SIGINT)  # what Ctrl-C does
                make.wait(90)
        rest = left_behind(folder)
        print("\n".join(["left behind after Ctrl-C:", *rest]) if rest else "nothing left behind after Ctrl-C")
        return 1 if rest else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
