"""What a machine lacks for walls is named, and its cure: for conditions that are made here, and some that are told."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest
from ordinary_user import ROOT, python, run_as_ordinary_user

from autograder.sandbox import lacks, syscalls

STATUS = "Name:\tpython\nSeccomp:\t{}\nSeccomp_filters:\t1\n"
TRY = "from autograder.sandbox import jail; print(jail.available())"
FILTERED = """
import ctypes, os, sys
from autograder.sandbox import syscalls
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
assert syscalls.restrict()
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("files", "call", "code", "said"),
    [
        (
            {"sys/kernel/unprivileged_userns_clone": "0"},
            "unshare",
            errno.EPERM,
            ("switched off for ordinary users", "kernel.unprivileged_userns_clone=1"),
        ),
        (
            {"sys/kernel/unprivileged_userns_clone": "1", "sys/kernel/apparmor_restrict_unprivileged_userns": "1"},
            "writing uid_map",
            errno.EPERM,
            ("AppArmor keeps ordinary users", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ),
        (
            {"sys/kernel/apparmor_restrict_unprivileged_userns": "1"},
            "mount /",
            errno.EACCES,
            ("AppArmor keeps ordinary users", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ),
        (
            {"sys/kernel/apparmor_restrict_unprivileged_userns": "0", "self/status": STATUS.format(2)},
            "unshare",
            errno.EPERM,
            ("a system-call filter refuses", "seccomp=unconfined"),
        ),
        (
            {"self/attr/current": "docker-default (enforce)\0", "self/status": STATUS.format(0)},
            "mount /",
            errno.EACCES,
            ("the security profile docker-default refuses", "apparmor=unconfined"),
        ),
        (
            {"self/mountinfo": "31 30 0:5 /null /proc/kcore rw - devtmpfs udev rw\n"},
            "mount /sys/proc",
            errno.EPERM,
            ("part of /proc is masked here (/proc/kcore)", "systempaths=unconfined"),
        ),
        (
            {"sys/user/max_user_namespaces": "0", "sys/user/max_net_namespaces": "0"},
            "unshare",
            errno.ENOSPC,
            ("max_user_namespaces, max_net_namespaces is 0", "user.max_user_namespaces=10000"),
        ),
        (
            {"sys/user/max_user_namespaces": "7"},
            "unshare",
            errno.ENOSPC,
            ("no more namespaces are allowed (max_user_namespaces 7)", "end what holds them"),
        ),
        (
            dict.fromkeys(("self/ns/pid", "self/ns/mnt", "self/ns/net", "self/ns/ipc", "self/ns/uts"), ""),
            "unshare",
            errno.EINVAL,
            ("no user namespaces", "virtual machine"),
        ),
        ({}, "unshare", errno.EPERM, ("refused by this machine's kernel or container", "Linux machine of your own")),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_each_lack_is_named_with_its_own_cure_and_no_other(
    tmp_path: Path, files: dict[str, str], call: str, code: int, said: tuple[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    reason, _, cure = lacks.explain(call, code, tmp_path).partition("; ")
    assert said[0] in reason and said[1] in cure
    named = [word for word in ("unprivileged_userns_clone", "apparmor_restrict_unprivileged_userns") if word in cure]
    assert all((tmp_path / "sys" / "kernel" / word).exists() for word in named), "a setting that is not there"


def test_a_machine_that_lacks_nothing_gives_an_ordinary_user_walls() -> None:
    assert python(TRY) == "\n"


def test_where_no_namespace_is_allowed_it_says_so() -> None:
    """In a user namespace of the test's own, whose settings are its own, too."""
    none = "echo 0 > /proc/sys/user/max_user_namespaces && exec"
    done = run_as_ordinary_user(
        "/usr/bin/unshare", "-Ur", "/bin/sh", "-c", f'{none} "$@"', "sh", sys.executable, "-c", TRY
    )
    assert "max_user_namespaces is 0; as root: sysctl -w user.max_user_namespaces=10000" in done.stdout, done.stderr


@pytest.mark.skipif(not ROOT, reason="only root can hide a part of /proc from an ordinary user")
def test_where_a_part_of_proc_is_masked_it_says_so() -> None:
    said = python(TRY, empty=["/proc/tty"])
    assert "part of /proc is masked here (/proc/tty), as in a container; show it whole" in said


@pytest.mark.skipif(bool(syscalls.available()), reason="this kernel filters no system calls")
def test_where_a_filter_refuses_namespaces_the_doctor_and_the_grader_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    tell = 'from autograder.sandbox.marking import Nursery; Nursery(("math",))'
    for words in (["-m", "autograder", "doctor"], ["-c", tell]):
        done = run_as_ordinary_user(sys.executable, "-c", FILTERED, sys.executable, *words)
        said = " ".join((done.stdout + done.stderr).replace("│", " ").split())
        assert done.returncode == 1 and "filter refuses namespaces here, as in a container" in said, said
        assert "seccomp=unconfined" in said and "sysctl" not in said
