"""The walls: Linux namespaces and limits around a process that is about to run a student's code.

Two steps. `build` is taken once by the warm process from which students are forked: it leaves the machine's file system
for a small read-only one that holds the system's libraries and this Python environment, and nothing of a course.
`fork_inside` makes one student's process: fresh user, mount, pid, net, ipc and uts namespaces, empty private folders,
limits, no capability. Both are plain system calls; where the kernel refuses one, `JailError` says which and what helps.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib.util
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from autograder.isolated import syscalls

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x0002_0000, 0x0400_0000, 0x0800_0000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x1000_0000, 0x2000_0000, 0x4000_0000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND = 1, 2, 4, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE = 1, 24, 38, 4
SIGKILL = 9
NOBODY = 65534
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl")
DEVICES = ("null", "zero", "full", "random", "urandom")
# Folders inside what is shown that may hold students' work (nbgrader's exchange, say): an empty one lies over them.
# So are what an instructor knows and what is made of it, should the environment have been made around this repository.
EMPTIED = (
    *("/usr/local/share/nbgrader", "/usr/src", "/usr/local/share/jupyter"),
    *(str(Path(__file__).parents[2] / name) for name in ("solutions", "_build", "tests")),
)
INODES = 10_000  # of a private folder: each file takes a kilobyte of the kernel's memory, which no size counts
HOME = "/home/student"
PRIVATE = ("/tmp", "/dev/shm", HOME)  # folders that each student gets empty
AGAIN = "/shown"  # what lies in one of them and is needed (a whole environment in /tmp, say), for each student anew
CURE = (
    "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1; on Ubuntu "
    "kernel.apparmor_restrict_unprivileged_userns=0), or run outside a container"
)
_libc = ctypes.CDLL(None, use_errno=True)


class JailError(OSError):
    """The kernel gives no such walls; the message names the call and the cure."""

    def __str__(self) -> str:
        return self.strerror or ""


@dataclass(frozen=True)
class Limits:
    """What one student's process may use. Sizes in bytes, times in seconds."""

    memory: int = 3 << 30
    cpu: int = 300
    processes: int = 64
    files: int = 256
    disk: int = 64 << 20


def available() -> str:
    """Empty if this machine can build jails, else why not."""
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} has no Linux namespaces"
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        problem = ""
        try:
            build(())
            os.waitpid(fork_inside(Limits(), lambda: os._exit(0)), 0)
        except Exception as error:
            problem = str(error)
        os.write(write, problem.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        said = stream.read()
    os.waitpid(pid, 0)
    return said


def build(modules: Iterable[str]) -> None:
    """Leave the machine's file system for the jail's, with the packages of `modules` in it. For good: once a process.

    Raises
    ------
    JailError
        If the kernel refuses.
    """
    if os.geteuid() != 0:
        _enter_user_namespace()
    _call("unshare", _libc.unshare, CLONE_NEWNS)
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    root = "/sys"  # exists everywhere, and nothing of it is shown
    _mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for path in _shown(modules):
        _show(path, root + path)
        if path.startswith(tuple(f"{folder}/" for folder in PRIVATE)):
            _show(path, f"{root}{AGAIN}/{quote(path, safe='')}")
    for name in DEVICES:
        _bind(f"/dev/{name}", f"{root}/dev/{name}")
    for folder in ("/proc", "/old", AGAIN, *PRIVATE):
        Path(root + folder).mkdir(parents=True, exist_ok=True)
    _mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV)
    _pivot(root)
    _mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _enter_user_namespace() -> None:
    """Without being root, a process gets the right to mount in a user namespace of its own."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", _libc.unshare, CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")


def _shown(modules: Iterable[str]) -> list[str]:
    """The files and folders of the jail: the system's, this environment's, and packages that lie elsewhere."""
    environment = (sys.base_prefix, sys.prefix)
    wanted = [*SYSTEM, *map(os.path.realpath, environment), *environment]  # one may be a link, or lie behind one
    for name in modules:
        spec = importlib.util.find_spec(name.partition(".")[0])
        wanted += [*(spec.submodule_search_locations or ())] if spec else []
    kept: list[str] = []
    for path in wanted:
        inside = any(Path(path).is_relative_to(other) for other in kept)
        if os.path.lexists(path) and not inside:
            kept.append(path)
    return kept


def _show(path: str, place: str) -> None:
    if Path(path).is_symlink():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).symlink_to(Path(path).readlink())
        return
    _bind(path, place)
    _mount(None, place, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    for folder in EMPTIED:
        if Path(folder).is_relative_to(path) and Path(folder).is_dir():
            _mount("tmpfs", place + folder[len(path) :], "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "size=4k,mode=755")


def _bind(path: str, place: str) -> None:
    if Path(path).is_dir():
        Path(place).mkdir(parents=True, exist_ok=True)
    else:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).touch()
    _mount(path, place, None, MS_BIND | MS_REC)


def _pivot(root: str) -> None:
    os.chdir(root)
    _call("pivot_root", _libc.pivot_root, root.encode(), f"{root}/old".encode())
    os.chdir("/")
    _call("umount2", _libc.umount2, b"/old", MNT_DETACH)
    Path("/old").rmdir()


def fork_inside(limits: Limits, life: Callable[[], None], keep: int | None = None) -> int:
    """Fork a process with namespaces of its own, call `life` in it, and end it. Returns its pid, as seen from here.

    It is the first process of its pid namespace: when it ends, whatever it started ends with it. Of the open files
    only `keep` is left to it. It ends, too, when the process that forked it does.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    ready, told = socket.socketpair()
    try:
        _call("unshare", _libc.unshare, CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            _first_process(limits, life, keep, told)
        _call("setns", _libc.setns, own, CLONE_NEWPID)
        told.close()
        problem = ready.recv(1000)
        if problem != b"ready":
            os.waitpid(pid, 0)
            raise JailError(0, problem.decode() or "the jail's first process ended before it was ready")
        return pid
    finally:
        os.close(own)
        ready.close()


def _first_process(limits: Limits, life: Callable[[], None], keep: int | None, told: socket.socket) -> None:
    try:
        os.setsid()  # a group of its own: kill(0, …) reaches nobody outside
        close_files({fd for fd in (keep, told.fileno()) if fd is not None})
        _furnish(limits)
        _give_up_rights()
        _limit(limits)
        end_with_parent()  # only now: a change of rights would undo it
        syscalls.restrict()
        told.sendall(b"ready")  # fails if the parent has ended before it could be watched
        told.close()
    except BaseException as error:
        with contextlib.suppress(OSError):
            told.sendall(str(error).encode()[:1000])
        os._exit(1)
    try:
        life()
    finally:
        os._exit(0)


def _furnish(limits: Limits) -> None:
    """Namespaces, and folders that are empty, private and small."""
    _call("unshare", _libc.unshare, CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)
    try:
        _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)
    except JailError:  # where part of /proc is masked, as in some containers, a student gets none
        _mount("tmpfs", "/proc", "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "size=4k")
    for folder in PRIVATE:
        _mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"size={limits.disk},nr_inodes={INODES},mode=1777")
    for shown in Path(AGAIN).iterdir():
        _show(str(shown), unquote(shown.name))
    socket.sethostname("jail")
    os.chdir(HOME)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, it is this process that goes


def _give_up_rights() -> None:
    """Nobody, in a user namespace in which nobody can become anybody."""
    with contextlib.suppress(OSError):  # without being root outside, this user is the only one there is
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    _libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # or its own /proc/self would belong to root
    _call("unshare", _libc.unshare, CLONE_NEWUSER)
    with contextlib.suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    for capability in range(64):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x2008_0522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", _libc.capset, header, nothing)
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _limit(limits: Limits) -> None:
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if _has_proc() else 8 << 30
    for name, value in (
        (resource.RLIMIT_AS, has + limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))


def _has_proc() -> bool:
    return Path("/proc/self/statm").exists()


def end_with_parent() -> None:
    """Have the kernel kill this process when the thread that forked it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def close_files(kept: set[int]) -> None:
    """Of the open files, keep the standard three and these."""
    for fd in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if fd > 2 and fd not in kept:
            with contextlib.suppress(OSError):
                os.close(fd)


def _mount(source: str | None, place: str, kind: str | None, flags: int, options: str | None = None) -> None:
    words = [word and word.encode() for word in (source, place, kind)]
    _call(f"mount {place}", _libc.mount, *words, ctypes.c_ulong(flags), options and options.encode())


def _call(name: str, function: Callable[..., int], *args: object) -> None:
    if function(*args) != 0:
        code = ctypes.get_errno()
        reason = "no more of them are allowed" if (name, code) == ("unshare", errno.ENOSPC) else os.strerror(code)
        raise JailError(code, f"{name}: {reason}; {CURE}")
