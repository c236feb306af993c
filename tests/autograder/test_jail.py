"""The walls: each is looked for from inside, by code that runs where a student's does."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import socket
import subprocess
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ordinary_user import as_ordinary_user

from autograder.sandbox import syscalls
from autograder.sandbox.jail import INODES, Limits
from autograder.sandbox.marking import Nursery

LIMITS = Limits(memory=600 << 20, cpu=20, processes=24, files=64, disk=8 << 20)
TEST = {"id": "probe-test", "source": "check_probe(probe)", "role": "test"}
SETUP = {"id": "probe-setup", "source": "def check_probe(function, args=()):\n    function()", "role": "setup"}
SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
CALLS = textwrap.dedent("""
    import ctypes, errno, os

    def call(*numbers):
        '''A system call by its number on this machine: what it gives, or the name of its error.'''
        libc = ctypes.CDLL(None, use_errno=True)
        number, *args = numbers
        found = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(arg) for arg in (*args, 0, 0, 0, 0, 0)][:6])
        return found if found >= 0 else errno.errorcode[ctypes.get_errno()]
""")


AS_THEY_ARE, ORDINARY = "by whoever runs the tests", "by an ordinary user"
Start = Callable[[], Nursery]


@pytest.fixture(scope="module", params=[AS_THEY_ARE, ORDINARY] if os.geteuid() == 0 else [ORDINARY])
def start(request: pytest.FixtureRequest) -> Start:
    """Starts a nursery, which is then run by this user: it, its examiners, and the walls that it builds.

    As for a course, by somebody whose files nobody else may read.
    """

    def started() -> Nursery:
        before = os.umask(0o077)
        with pytest.MonkeyPatch.context() as patch:
            if request.param == ORDINARY:
                patch.setattr(subprocess, "Popen", partial(_popen_as_ordinary_user, subprocess.Popen))
            try:
                return Nursery(("numpy",))
            finally:
                os.umask(before)

    return started


def _popen_as_ordinary_user(popen: Any, command: list[str], **options: Any) -> Any:
    return popen(as_ordinary_user(*command), **options)


@pytest.fixture(scope="module")
def nursery(start: Start) -> Iterator[Nursery]:
    with start() as nursery:
        yield nursery


def mark(nursery: Nursery, source: str, limits: Limits = LIMITS, seconds: float = 15) -> dict[str, Any]:
    cells = [
        {"id": "probe-setup", "source": SETUP["source"], "mine": False, "task": ""},
        {"id": "probe", "source": source + "\ndef probe():\n    pass", "mine": True, "task": "probe"},
        {"id": "probe-test", "test": "probe"},
    ]
    job = {"suite": "walls", "exercise": [SETUP, TEST], "exports": ["probe"], "cells": cells}
    return nursery.mark({**job, "limits": asdict(limits), "cell_seconds": seconds})


def inside(nursery: Nursery, source: str, limits: Limits = LIMITS) -> str:
    """What this code prints in the jail."""
    found = mark(nursery, textwrap.dedent(source), limits)["cells"]["probe"]
    assert found["error"] is None, found["error"]
    return "".join(output.get("text", "") for output in found["outputs"])


def run_by(nursery: Nursery) -> int:
    """The user whose process this is."""
    return Path(f"/proc/{nursery._process.pid}").stat().st_uid


def test_nobody_without_rights_and_alone(nursery, request):
    told = inside(
        nursery, "import os; print(open('/proc/self/status').read(), os.getuid(), os.getgroups(), os.getppid())"
    )
    rights = dict(re.findall(r"Cap(\w+):\s+(\w+)", told))
    assert {rights[name] for name in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert re.search(r"NoNewPrivs:\s+1", told) and told.split()[-1] == "0"
    assert told.split()[-3:-1] == ["65534", "[]"] or os.getuid() != 0
    assert (run_by(nursery) == 0) == (os.geteuid() == 0 and request.node.callspec.params["start"] == AS_THEY_ARE)
    assert inside(nursery, "import os; print([n for n in os.listdir('/proc') if n.isdigit()])") == "['1']\n"


def test_no_open_file_but_the_pipe(nursery):
    told = inside(
        nursery,
        """
        import os
        for number in range(200):
            try:
                print(number, os.readlink(f"/proc/self/fd/{number}").split(":")[0])
            except OSError:
                pass
        """,
    )
    places = dict(line.split() for line in told.splitlines())
    assert [places.pop(number) for number in "012"] == ["/dev/null"] * 3
    assert list(places.values()) == ["socket"], places


def test_no_environment_of_the_graders(start, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "not for students")
    with start() as fresh:
        told = inside(fresh, "import os; print(dict(os.environ), open('/proc/self/environ').read())")
    assert "SECRET" not in told


def test_the_file_system_is_the_systems_and_read_only(nursery, tmp_path):
    (tmp_path / "secret").write_text("not for students")
    told = inside(
        nursery,
        f"""
        import os
        for place in {str(tmp_path)!r}, {str(SOLUTIONS)!r}, "/etc/passwd", "/etc/shadow", "/old", "/sys/kernel":
            print(place, os.path.exists(place))
        for place in "/", "/usr", "/usr/lib", "/proc/sys/kernel", "/dev", "/bin":
            print(place, os.access(place, os.W_OK))
        print(sorted(os.listdir("/dev")))
        """,
    )
    *lines, devices = told.splitlines()
    assert all(line.endswith("False") for line in lines), told
    assert devices == "['full', 'null', 'random', 'shm', 'urandom', 'zero']"


def test_no_network_and_no_socket_of_the_machines(nursery):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("\0descent-test-of-the-walls")
        listener.listen()
        told = inside(
            nursery,
            """
            import socket
            there = ("127.0.0.1", 22), "\\0descent-test-of-the-walls"
            for family, address in zip((socket.AF_INET, socket.AF_UNIX), there):
                try:
                    socket.socket(family).connect(address)
                    print("connected")
                except OSError as error:
                    print(type(error).__name__)
            print([name for _, name in socket.if_nameindex()])
            """,
        )
    assert told == "OSError\nConnectionRefusedError\n['lo']\n"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/home/student"])
def test_a_private_folder_holds_so_many_bytes_and_so_many_files(nursery, folder):
    told = inside(nursery, f"import os; s = os.statvfs({folder!r}); print(s.f_blocks * s.f_frsize, s.f_files)")
    assert told.split() == [str(LIMITS.disk), str(INODES)]


def test_limits_can_not_be_raised(nursery):
    told = inside(
        nursery,
        """
        import resource
        for name in ("AS", "CPU", "NPROC", "NOFILE", "FSIZE", "CORE"):
            kind = getattr(resource, f"RLIMIT_{name}")
            soft, hard = resource.getrlimit(kind)
            try:
                resource.setrlimit(kind, (hard + 1, hard + 1))
                print("raised", name)
            except (ValueError, OSError):
                print(name, soft == hard)
        """,
    )
    assert "raised" not in told and told.count("True") == 6


PLACE = list(syscalls.MACHINES).index(platform.machine()) if platform.machine() in syscalls.MACHINES else None
known = pytest.mark.skipif(
    PLACE is None, reason="this machine's system calls are not listed, as `autograder doctor` says"
)


@known
def test_each_system_call_of_the_list_is_refused(nursery):
    numbers = {name: both[PLACE] for name, both in syscalls.REFUSED.items()}
    told = inside(nursery, CALLS + f"for name, number in {numbers}.items():\n    print(name, call(number))")
    assert dict(line.split() for line in told.splitlines()) == dict.fromkeys(numbers, "EPERM")


@known
def test_buffers_of_sockets_and_pipes_can_not_be_enlarged(nursery):
    """What lies in them is the kernel's memory, which no limit counts."""
    told = inside(
        nursery,
        """
        import fcntl, os, socket
        near, far = socket.socketpair()
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33):
            try:
                near.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
                print("enlarged", option)
            except PermissionError:
                print("refused")
        near.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        read, write = os.pipe()
        try:
            print("enlarged to", fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 1 << 20))
        except PermissionError:
            print("refused", fcntl.fcntl(write, fcntl.F_GETPIPE_SZ) > 0, fcntl.fcntl(write, fcntl.F_GETFD))
        """,
    )
    assert told == "refused\n" * 4 + "refused True 1\n"


def test_what_sockets_may_hold_counts_as_memory(nursery):
    """Forty processes with empty hands and as many sockets as each may have."""
    hoard = """
    import os, socket, time
    for _ in range(40):
        if os.fork() == 0:
            held = []
            try:
                while True:
                    held += socket.socketpair()
            except OSError:
                time.sleep(60)
            os._exit(0)
    time.sleep(8)
    """
    found = mark(nursery, textwrap.dedent(hoard), Limits(memory=400 << 20, processes=100, files=64))
    assert found["cells"]["probe"].get("cause") == "memory"


def test_who_is_ended_first_where_memory_runs_out_can_not_be_changed(nursery):
    told = inside(
        nursery,
        """
        import os
        print(open("/proc/self/oom_score_adj").read().strip())
        child = os.fork()
        for process in ("self", str(child)) if child else ():
            try:
                open(f"/proc/{process}/oom_score_adj", "w").write("0")
                print("changed")
            except OSError as error:
                print(type(error).__name__)
        if not child:
            os._exit(0)
        """,
    )
    assert told.split()[0] == "1000" and "changed" not in told


@known
def test_clone_with_a_new_namespace_is_refused_and_clone3_is_not_there(nursery):
    clone, clone3 = syscalls.CLONE[PLACE], syscalls.CLONE3[PLACE]
    told = inside(
        nursery, CALLS + f"print(call({clone}, {0x10000000 | 17}), call({clone}, {0x20000 | 17}), call({clone3}))"
    )
    assert told == "EPERM EPERM ENOSYS\n"


@known
def test_sockets_that_no_namespace_holds_are_refused(nursery):
    told = inside(nursery, CALLS + f"print([call({syscalls.SOCKET[PLACE]}, family, 1) for family in (38, 40, 31, 17)])")
    assert told == f"{['EAFNOSUPPORT'] * 4}\n"


@known
def test_nobody_outlives_the_parent_or_gets_a_session_of_its_own(nursery):
    told = inside(nursery, CALLS + f"print(call({syscalls.PRCTL[PLACE]}, 1, 0), call({syscalls.PRCTL[PLACE]}, 1, 9))")
    assert told == "EPERM 0\n"
    told = inside(
        nursery,
        """
        import os, subprocess, sys
        code = "import os; print(os.getsid(0))"
        done = subprocess.run([sys.executable, "-c", code], start_new_session=True, capture_output=True, text=True)
        print(os.getsid(0), done.stdout)
        """,
    )
    assert told.split() == ["1", "1"]


def test_what_honest_code_needs_is_not_refused(nursery):
    told = inside(
        nursery,
        """
        import asyncio, multiprocessing, socket, subprocess, tempfile, threading
        print(subprocess.run("echo a shell", shell=True, capture_output=True, text=True).stdout, end="")
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(abs, [-1, 2]))
        thread = threading.Thread(target=print, args=["a thread"])
        thread.start()
        thread.join()
        with tempfile.TemporaryFile() as file:
            print(file.write(b"a file"))
        await asyncio.sleep(0)
        near, far = socket.socketpair()
        """,
    )
    assert told == "a shell\n[1, 2]\na thread\n6\n"


def named(word: str) -> list[int]:
    """The processes of this machine with this name."""
    found = []
    for path in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if path.name.isdigit() and (path / "comm").read_text().strip() == word:
                found.append(int(path.name))
    return found


def soon(holds: Any, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(holds())


def test_a_students_process_ends_with_the_nursery_however_that_ends(start):
    name = f"probe{os.getpid()}"
    asleep = f"import ctypes; ctypes.CDLL(None).prctl(15, {name.encode()!r})\nimport time\ntime.sleep(100)"
    with start() as fresh:

        def lost() -> None:
            with contextlib.suppress(RuntimeError):
                mark(fresh, asleep, seconds=60)

        thread = threading.Thread(target=lost, daemon=True)
        thread.start()
        assert soon(lambda: named(name))
        fresh._process.kill()
        assert soon(lambda: not named(name)), "it went on when the process that forked it was killed"
        thread.join(20)


def test_memory_of_many_processes_is_counted_though_each_answer_is_quick(nursery):
    """Children take memory while the notebook's own process answers one question after the other at once.

    For some seconds only: each time that they are ended, the cell that makes them is run again with the rest.
    """
    hog = f"""
    import os, time
    for _ in range(4 if time.time() < {time.time() + 6} else 0):
        if os.fork() == 0:
            held = [bytearray(b"x" * (50 << 20)) for _ in range(4)]
            time.sleep(60)
            os._exit(0)
    """
    cells = [{"id": "probe-setup", "source": SETUP["source"], "mine": False, "task": ""}]
    cells += [{"id": "hog", "source": textwrap.dedent(hog), "mine": True, "task": ""}]
    cells += [{"id": f"quick-{n}", "source": "time.sleep(0.05)", "mine": True, "task": ""} for n in range(100)]
    cells += [{"id": "probe-test", "test": "probe"}]
    job = {"suite": "walls", "exercise": [SETUP, TEST], "exports": ["probe"], "cells": cells}
    found = nursery.mark({**job, "limits": asdict(LIMITS), "cell_seconds": 15})
    assert "cells" in found, found
    assert "memory" in {told.get("cause") for told in found["cells"].values()}
