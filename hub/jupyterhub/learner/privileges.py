"""From root to one learner's uid, for good, with limits that hold for everything started later.

Standard library only: the launcher runs this before anything of ours is loaded.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from dataclasses import dataclass
from pathlib import Path

_PR_SET_NO_NEW_PRIVS = 38
MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What one process of a learner may use; `processes` (threads too) counts all of the learner.

    `memory_mib` is data a process asks for (RLIMIT_DATA): unlike an address space limit it does not
    count the libraries and reserved ranges that numpy and pandas map without using them.
    """

    memory_mib: int = 1536
    processes: int = 256
    open_files: int = 1024
    file_mib: int = 512


def limit(limits: Limits, *, own_uid: bool) -> None:
    """Set the limits of this process and its children.

    Processes are counted by uid, so that limit is left out where all learners share ours.
    """
    wanted = [
        (resource.RLIMIT_DATA, limits.memory_mib * MIB),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_mib * MIB),
        (resource.RLIMIT_CORE, 0),
    ]
    if own_uid:
        wanted.append((resource.RLIMIT_NPROC, limits.processes))
    for name, most in wanted:
        _, hard = resource.getrlimit(name)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (allowed, allowed))
    with contextlib.suppress(OSError):  # the first to go when memory is short
        Path("/proc/self/oom_score_adj").write_text("600")


def become(uid: int) -> None:
    """Give up root for `uid` and the group of the same number; raise OSError when that fails.

    Afterwards no program, set-uid or not, gives rights back.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid) or os.getresgid() != (uid, uid, uid) or os.getgroups():
        raise PermissionError(f"still uid {os.getresuid()}, gid {os.getresgid()}, groups {os.getgroups()}")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")
