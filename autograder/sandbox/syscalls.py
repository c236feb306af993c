"""A filter for system calls: what no student's code needs is refused by the kernel before it is looked at.

The namespaces and the lost rights already refuse most of these. The filter closes what they leave open: memory that no
limit counts (memfd, System V segments, larger buffers of sockets and pipes, a process's pages in a pipe), what is not
in any namespace (keyrings, VM sockets), the large and young parts of the kernel in which ways out are found (io_uring,
bpf, perf, userfaultfd), and the means to outlive the process that forked a student's, or to get more of the processors
than other students do.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Iterator
from pathlib import Path

MACHINES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}  # as the kernel names them
X32 = 0x4000_0000  # from here on, x86_64 has each call a second time
# The calls that are refused: number on x86_64, on aarch64.
REFUSED = {
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "kcmp": (312, 272),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "fanotify_init": (300, 262), "unshare": (272, 97),
    "setns": (308, 268), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294), "acct": (163, 89),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "syslog": (103, 116), "quotactl": (179, 60),
    "vmsplice": (278, 75),
}  # fmt: skip
CLONE, CLONE3, SETSID, SOCKET, PRCTL = (56, 220), (435, 435), (112, 157), (41, 198), (157, 167)
SETSOCKOPT, FCNTL = (54, 208), (72, 25)
SOL_SOCKET, BUFFERS = 1, (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, and each by force
F_SETPIPE_SZ = 1031
SECCOMP = (317, 277)
NAMESPACES = 0x7E02_0000  # the flags of clone that make one
FAMILIES = (1, 2, 10, 16)  # of sockets: local, IPv4, IPv6, and netlink, by which the C library lists interfaces
PR_SET_PDEATHSIG, SIGKILL = 1, 9
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, FIRST, SECOND, THIRD = (
    0,
    4,
    16,
    24,
    32,
)  # places in what the filter sees; of an argument the lower half
ALLOW, FAIL_WITH = 0x7FFF_0000, 0x0005_0000
SET_FILTER, NO_SLOWDOWN = 1, 4  # else older kernels switch off speculation for whoever has a filter
_libc = ctypes.CDLL(None, use_errno=True)


def available() -> str:
    """Empty if the filter works here, else why not."""
    if platform.machine() not in MACHINES:
        return f"no list of system calls for {platform.machine()}"
    return "" if Path("/proc/sys/kernel/seccomp").exists() else "this kernel has no seccomp"


def restrict() -> bool:
    """Filter this process and all that it starts, for good; false where that can't be done. Needs no_new_privs."""
    if platform.machine() not in MACHINES:
        return False
    place = list(MACHINES).index(platform.machine())
    code = ctypes.create_string_buffer(b"".join(_program(place)))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(code))
    call, flags = ctypes.c_long(SECCOMP[place]), ctypes.c_ulong(NO_SLOWDOWN)
    return _libc.syscall(call, ctypes.c_ulong(SET_FILTER), flags, program) == 0


def _program(place: int) -> Iterator[bytes]:
    """The filter in the kernel's own language: the call's number is compared with one after the other."""
    yield from (_step(LOAD, MACHINE), _step(JUMP_EQUAL, list(MACHINES.values())[place], 1), _fail(errno.ENOSYS))
    yield from (_step(LOAD, NUMBER), _step(JUMP_AT_LEAST, X32, 0, 1), _fail(errno.ENOSYS))
    for numbers in REFUSED.values():
        yield from (_step(JUMP_EQUAL, numbers[place], 0, 1), _fail(errno.EPERM))
    # The flags of clone3 can't be seen from here; told that there is none, the C library takes clone.
    yield from (_step(JUMP_EQUAL, CLONE3[place], 0, 1), _fail(errno.ENOSYS))
    # A session of its own would get a share of the processors of its own. Who asks is told that they have one.
    yield from (_step(JUMP_EQUAL, SETSID[place], 0, 1), _fail(0))
    yield from (_step(JUMP_EQUAL, CLONE[place], 0, 4), _step(LOAD, FIRST), _step(JUMP_ANY_BIT, NAMESPACES, 0, 1))
    yield from (_fail(errno.EPERM), _step(RETURN, ALLOW))
    yield from _without_larger_buffers(place)
    yield from (_step(JUMP_EQUAL, SOCKET[place], 0, 2 + len(FAMILIES)), _step(LOAD, FIRST))
    yield from (_step(JUMP_EQUAL, family, len(FAMILIES) - i) for i, family in enumerate(FAMILIES))
    yield from (_fail(errno.EAFNOSUPPORT), _step(JUMP_EQUAL, PRCTL[place], 0, 4), _step(LOAD, FIRST))
    yield from (_step(JUMP_EQUAL, PR_SET_PDEATHSIG, 0, 2), _step(LOAD, SECOND), _step(JUMP_EQUAL, SIGKILL, 0, 1))
    yield from (_step(RETURN, ALLOW), _fail(errno.EPERM))


def _without_larger_buffers(place: int) -> Iterator[bytes]:
    """What lies in the buffer of a socket or a pipe is in no process's memory: so it stays as large as it is made."""
    yield from (_step(JUMP_EQUAL, FCNTL[place], 0, 4), _step(LOAD, SECOND), _step(JUMP_EQUAL, F_SETPIPE_SZ, 0, 1))
    yield from (_fail(errno.EPERM), _step(RETURN, ALLOW))
    yield from (_step(JUMP_EQUAL, SETSOCKOPT[place], 0, 5 + len(BUFFERS)), _step(LOAD, SECOND))
    yield from (_step(JUMP_EQUAL, SOL_SOCKET, 0, 1 + len(BUFFERS)), _step(LOAD, THIRD))
    yield from (_step(JUMP_EQUAL, option, len(BUFFERS) - i) for i, option in enumerate(BUFFERS))
    yield from (_step(RETURN, ALLOW), _fail(errno.EPERM))


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)


def _fail(number: int) -> bytes:
    return _step(RETURN, FAIL_WITH | number)
