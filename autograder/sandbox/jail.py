"""The walls: Linux namespaces and limits around a process that is about to run a student's code.

Two steps. `build` is taken once by the warm process from which students are forked: it leaves the machine's file system
for a small read-only one that holds the system's libraries and this Python environment, and nothing of a course.
`fork_inside` makes one student's process: fresh user, mount, pid, net, ipc and uts namespaces, empty private folders,
limits, no capability. Neither needs root: who may not mount does it in a user namespace of their own.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import kernel, shown, syscalls
from autograder.sandbox.kernel import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MS_BIND,
    MS_NODEV,
    MS_NOSUID,
    MS_PRIVATE,
    MS_REC,
    JailError,
    end_with_parent,
)
from autograder.sandbox.shown import HOME, PRIVATE

NOBODY = 65534
STANDS = "stands"
INODES = 10_000  # of a private folder: each file takes a kilobyte of the kernel's memory, which no size counts


@dataclass(frozen=True)
class Limits:
    """What one student's process may use. Sizes in bytes, times in seconds."""

    memory: int = 3 << 30
    cpu: int = 300
    processes: int = 64
    files: int = 64
    disk: int = 64 << 20


def available() -> str:
    """Empty if this machine can build jails, else why not."""
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} has no Linux namespaces"
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        said = STANDS
        try:
            build(())
            os.waitpid(fork_inside(Limits(), lambda: os._exit(0)), 0)
        except Exception as error:
            said = str(error)
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        said = stream.read()
    os.waitpid(pid, 0)
    return "" if said == STANDS else said or "what builds the walls has ended early"


def build(modules: Iterable[str], hidden: Iterable[str] = ()) -> None:
    """Leave the machine's file system for the jail's, with the packages of `modules` in it and `hidden` covered.

    For good: once a process. What returns is a new process, the first of a pid namespace; the one that called waits
    for it, and each ends with the other.

    Raises
    ------
    JailError
        If the kernel refuses.
    """
    _begin_namespaces()
    os.umask(0o022)  # nobody has to find their way in what is made here, however careful the grader is
    kernel.mount(None, "/", None, MS_REC | MS_PRIVATE)
    root = "/sys"  # exists everywhere, and nothing of it is shown
    kernel.mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    shown.lay_out(root, modules, hidden)
    kernel.mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV)
    kernel.pivot(root)
    kernel.mount(None, "/", None, shown.FIXED)


def _begin_namespaces() -> None:
    """A mount and a pid namespace: /proc can be mounted only by whom the pid namespace belongs to."""
    if kernel.may_mount():
        kernel.unshare(CLONE_NEWNS | CLONE_NEWPID)
    else:
        kernel.enter_user_namespace(CLONE_NEWNS | CLONE_NEWPID)
    end_with_parent()  # once more, for a change of rights undoes it
    near, far = socket.socketpair()
    if (pid := os.fork()) != 0:
        far.close()
        os.waitpid(pid, 0)
        os._exit(0)
    near.close()
    end_with_parent()
    far.sendall(b"here")  # fails if the parent has ended before it could be watched
    far.close()


def fork_inside(limits: Limits, life: Callable[[], None], keep: int | None = None) -> int:
    """Fork a process with namespaces of its own, call `life` in it, and end it. Returns its pid, as seen from here.

    It is the first process of its pid namespace: when it ends, whatever it started ends with it. Of the open files
    only `keep` is left to it. It ends, too, when the process that forked it does.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    ready, told = socket.socketpair()
    try:
        kernel.unshare(CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            _first_process(limits, life, keep, told)
        kernel.join_pid_namespace(own)
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
    kernel.unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)
    kernel.mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, it is this process that goes
    for folder in PRIVATE:
        room = f"size={limits.disk},nr_inodes={INODES},mode=1777"
        kernel.mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, room)
    shown.show_again()
    socket.sethostname("jail")
    os.chdir(HOME)


def _give_up_rights() -> None:
    """Nobody, in a user namespace in which nobody can become anybody."""
    writable = os.open("/proc", os.O_PATH)
    kernel.mount("/proc", "/proc", None, MS_BIND | MS_REC)
    kernel.mount(None, "/proc", None, shown.FIXED)  # or who is not root could take back what was written there
    with contextlib.suppress(OSError):  # without being root outside, this user is the only one there is
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.own_its_proc()
    kernel.unshare(CLONE_NEWUSER)
    with contextlib.suppress(OSError):
        file = os.open("sys/user/max_user_namespaces", os.O_WRONLY, dir_fd=writable)
        os.write(file, b"0")
        os.close(file)
    os.close(writable)
    kernel.give_up_capabilities()


def _limit(limits: Limits) -> None:
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for name, value in (
        (resource.RLIMIT_AS, has + limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))


def close_files(kept: set[int]) -> None:
    """Of the open files, keep the standard three and these."""
    for fd in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if fd > 2 and fd not in kept:
            with contextlib.suppress(OSError):
                os.close(fd)
