"""The kernel's calls by which walls are built; where it refuses one, `JailError` says which, why and what helps."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox import lacks

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x0002_0000, 0x0400_0000, 0x0800_0000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x1000_0000, 0x2000_0000, 0x4000_0000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND = 1, 2, 4, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
SIGKILL = 9
SYS_ADMIN = 21  # the right to make namespaces and to mount
_libc = ctypes.CDLL(None, use_errno=True)


class JailError(OSError):
    """The kernel gives no such walls; the message names the call, the reason and the cure."""

    def __str__(self) -> str:
        return self.strerror or ""


def unshare(flags: int) -> None:
    _call("unshare", _libc.unshare, flags)


def join_pid_namespace(file: int) -> None:
    """Have children begin in this pid namespace."""
    _call("setns", _libc.setns, file, CLONE_NEWPID)


def mount(source: str | None, place: str, kind: str | None, flags: int, options: str | None = None) -> None:
    words = [os.fsencode(word) if word else None for word in (source, place, kind)]
    _call(f"mount {place}", _libc.mount, *words, ctypes.c_ulong(flags), options and options.encode())


def pivot(root: str) -> None:
    """Make `root` the whole file system; what was there before is gone. It needs an empty folder `old`."""
    os.chdir(root)
    _call("pivot_root", _libc.pivot_root, root.encode(), f"{root}/old".encode())
    os.chdir("/")
    detach("/old")
    Path("/old").rmdir()


def detach(place: str) -> None:
    """Unmount, as soon as nobody uses it any more."""
    _call(f"umount {place}", _libc.umount2, os.fsencode(place), MNT_DETACH)


def may_mount() -> bool:
    """Whether this process can make namespaces and mount as it is, with no user namespace of its own."""
    rights = int(_status("CapEff") or "0", 16)
    return os.geteuid() == 0 and bool(rights >> SYS_ADMIN & 1)


def _status(name: str) -> str:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:")), "")


def enter_user_namespace(others: int) -> None:
    """Enter a user namespace, in which this user is root, and the others at once, so that they belong to it."""
    uid, gid = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER | others)
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        try:
            Path("/proc/self", name).write_text(text)
        except OSError as error:
            raise _refused(f"writing {name}", error.errno or 0) from None


def give_up_capabilities() -> None:
    """All of them, for good, for this process and all that it starts."""
    for capability in range(64):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x2008_0522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", _libc.capset, header, nothing)
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def own_its_proc() -> None:
    """A process whose rights have changed finds root's name on its own /proc/self: give it back."""
    _libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


def end_with_parent() -> None:
    """Have the kernel kill this process when the thread that forked it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def _call(name: str, function: Callable[..., int], *args: object) -> None:
    if function(*args) != 0:
        raise _refused(name, ctypes.get_errno())


def _refused(name: str, code: int) -> JailError:
    return JailError(code, f"{name}: {lacks.explain(name, code)}")
