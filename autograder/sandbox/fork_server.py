"""The warm process: it imports the frameworks once, runs nothing, and forks examiners and students from there.

A fork takes milliseconds where an import takes seconds; but a process that has computed something with the frameworks
can't be forked (its threads are lost, and its children hang). So this one only imports. It is two processes: one that
keeps the machine's file system, from which examiners are forked, and one that has gone into the jail's, from which
students are.

`python -m autograder.sandbox.fork_server CONTROL SANDBOX HIDDEN MODULES…` is started by `marking.Nursery`; HIDDEN
lists, as JSON, the folders that no student may see, wherever they lie.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

from autograder.sandbox import examiner, jail, protocol, shell, student
from autograder.sandbox.examined import Answer
from autograder.sandbox.jail import JailError, Limits
from autograder.sandbox.outputs import Outputs
from autograder.sandbox.remote import FaultOfOurs
from autograder.sandbox.session import NurseryGone
from autograder.sandbox.suite import Suites

# Imported late by what is imported anyway, at its first use: cheaper once, here.
LATE = {
    "torch": ("torch._dynamo", "torch.profiler", "torch.optim"),
    "tensorflow": ("keras",),
    "matplotlib": ("matplotlib.pyplot", "matplotlib_inline.backend_inline"),
}

GARBAGE = 20_000  # new objects between two looks for garbage; Python's own 700 is for longer lives


def main() -> None:
    control, sandbox = socket.socket(fileno=int(sys.argv[1])), sys.argv[2] == "sandbox"
    hidden, modules = json.loads(sys.argv[3]), sys.argv[4:]
    del sys.argv[1:]
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    warm(modules)
    outputs = Outputs()
    notebook = _shell(outputs)
    gc.collect()
    gc.freeze()  # so that a child's collector does not touch, and so copy, all that was imported
    gc.set_threshold(GARBAGE)  # nor looks for garbage every few calls: a tenth of a short life
    mine, theirs = socket.socketpair()
    enter = partial(jail.build, [*modules, "descent"], hidden) if sandbox else None
    if os.fork() == 0:
        _in_child(lambda: students(theirs, enter, notebook, outputs), control, mine)
    theirs.close()
    try:
        told, _ = protocol.receive(mine)
    except protocol.ClosedError:
        return
    protocol.send(control, told)
    if not told.get("problem"):
        _fork_examiners(control, mine)


def warm(modules: list[str]) -> None:
    """Import those that are here, and what they import late; who needs one that is not here will say so."""
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            for late in LATE.get(name, ()):
                with contextlib.suppress(ImportError):
                    importlib.import_module(late)


def _shell(outputs: Outputs) -> shell.Shell:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder
        made = shell.make_shell(outputs)
    del os.environ["IPYTHONDIR"]
    return made


def _in_child(life: Callable[[], None], *close: socket.socket) -> None:
    """What a child of the nursery does; it ends with its parent and never returns."""
    jail.end_with_parent()
    for connection in close:
        connection.close()
    try:
        life()
    finally:
        os._exit(0)


def _fork_examiners(control: socket.socket, students_socket: socket.socket) -> None:
    """An examiner for each message on `control`, which carries its end of a pipe; until one of the two is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    while students_socket not in select.select([control, students_socket], [], [])[0]:
        data, fds, _, _ = socket.recv_fds(control, 100, 1)
        if not data or len(fds) != 1:
            return
        near, far = socket.socketpair()
        socket.send_fds(students_socket, [b"examiner"], [far.fileno()])
        far.close()
        asks = socket.socket(fileno=fds[0])
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _in_child(partial(examine_all, asks, near), control, students_socket)
        asks.close()
        near.close()


def examine_all(asks: socket.socket, nursery: socket.socket) -> None:
    """An examiner's life: jobs in, plain data out. It keeps the suites that it used last."""
    suites = Suites()
    while True:
        try:
            job, _ = protocol.receive(asks)
        except protocol.ClosedError:
            return
        try:
            began = time.monotonic()
            suite = suites.of(job)
            prepared = time.monotonic() - began
            examined = examiner.examine(suite, job, nursery)
            examined["seconds"]["prepare"] = prepared
            found: Answer = examined
        except NurseryGone:
            return  # and whoever asked sees that the job was lost
        except FaultOfOurs as error:
            found = {"fault": str(error)}
        except Exception as error:
            found = {"fault": f"{type(error).__name__}: {error}"}
        if _has_ended(nursery):  # and the students with it: what looks like their exit was none of their doing
            return
        protocol.send(asks, found)


def _has_ended(other: socket.socket) -> bool:
    try:
        return not other.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


def students(control: socket.socket, enter: Callable[[], None] | None, notebook: shell.Shell, outputs: Outputs) -> None:
    """Forks a student's process for each request of an examiner's, inside of the walls that `enter` builds, if any."""
    _forget_environment()
    try:
        if enter:
            enter()
    except (JailError, OSError) as error:
        protocol.send(control, {"problem": str(error)})
        return
    protocol.send(control, {"problem": ""})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    fork = jail.fork_inside if enter else _fork_outside
    examiners: list[socket.socket] = []
    while True:
        ready = select.select([control, *examiners], [], [], 1.0)[0]
        _bury()
        for connection in ready:
            if connection is control:
                data, fds, _, _ = socket.recv_fds(control, 100, 1)
                if not data:
                    return
                examiners += [socket.socket(fileno=fd) for fd in fds]
            elif not _serve(connection, fork, notebook, outputs):
                connection.close()
                examiners.remove(connection)


def _serve(connection: socket.socket, fork: Callable[..., int], notebook: shell.Shell, outputs: Outputs) -> bool:
    """One request: a process with these limits. False if the examiner is gone."""
    try:
        limits, _ = protocol.receive(connection)
    except protocol.ClosedError:
        return False
    near, far = socket.socketpair()
    try:
        pid = fork(Limits(**limits), lambda: student.StudentSide(far, notebook, outputs).serve(), far.fileno())
        pidfd = os.pidfd_open(pid)
        socket.send_fds(connection, [b"made"], [near.fileno(), pidfd])
        os.close(pidfd)
    except OSError as error:
        connection.sendall(str(error).encode()[:900] or b"no process")
    near.close()
    far.close()
    return True


def _fork_outside(limits: Limits, life: Callable[[], None], keep: int) -> int:
    """The unsafe way, without walls: limits, and a process group."""
    pid = os.fork()
    if pid == 0:
        jail.end_with_parent()
        os.setsid()
        jail.close_files({keep})
        try:
            life()
        finally:
            os._exit(0)
    return pid


def _forget_environment() -> None:
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("TF_", "OMP_", "MPL", "CUDA_", "TORCH"))
    }
    os.environ.clear()
    os.environ.update(kept, PATH="/usr/bin:/bin", HOME=jail.HOME, LANG="C.UTF-8")


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
