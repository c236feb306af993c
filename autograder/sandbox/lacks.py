"""What a machine lacks when its kernel refuses to build walls, and the cure: read from what is set here, not guessed.

`explain` gives "reason; cure". Only settings that this machine has are named.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

PROC = Path("/proc")
Found = tuple[str, str] | None
KINDS = ("user", "pid", "mnt", "net", "ipc", "uts")
EMPTY_ANYWAY = "/proc/sys/fs/binfmt_misc"  # a mount there hides nothing
ELSEWHERE = "grade on a Linux machine of your own, or in a virtual machine"
UNFILTERED = (
    "allow it (Docker, Podman: --security-opt seccomp=unconfined; Kubernetes: seccompProfile type Unconfined), "
    "or grade outside this container"
)
UNMASKED = (
    "show it whole (Docker: --security-opt systempaths=unconfined; Podman: --security-opt unmask=ALL; "
    "Kubernetes: procMount Unmasked), or grade outside this container"
)


def explain(call: str, code: int, proc: Path = PROC) -> str:
    """Why a call that builds walls failed with this error, and what helps."""
    why = os.strerror(code)
    if call.startswith("mount"):
        found = _proc_masked(proc) if call.endswith("/proc") else None
        found = found or _apparmor(proc) or _confined(proc)
    elif code in (errno.ENOSPC, errno.EUSERS):
        found = _none_left(proc)
    elif code == errno.EINVAL:
        found = _not_built_in(proc)
    else:
        found = _switched_off(proc) or _apparmor(proc) or _filtered(proc) or _confined(proc)
    reason, cure = found or ("refused by this machine's kernel or container", ELSEWHERE)
    return f"{why}: {reason}; {cure}"


def _switched_off(proc: Path) -> Found:
    """Debian's own switch."""
    if _read(proc / "sys/kernel/unprivileged_userns_clone") != "0":
        return None
    return (
        "user namespaces are switched off for ordinary users",
        "as root: sysctl -w kernel.unprivileged_userns_clone=1",
    )


def _apparmor(proc: Path) -> Found:
    """Ubuntu's own switch, from 23.10 on: a user namespace may be made, but nothing can be done in it."""
    if _read(proc / "sys/kernel/apparmor_restrict_unprivileged_userns") in ("", "0"):
        return None
    profile = "or give this Python an AppArmor profile with `userns,`"
    return (
        "AppArmor keeps ordinary users from user namespaces",
        f"as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, {profile}",
    )


def _filtered(proc: Path) -> Found:
    """A container's filter for system calls."""
    lines = _read(proc / "self/status").splitlines()
    if "2" not in [line.split()[-1] for line in lines if line.startswith("Seccomp:")]:
        return None
    return "a system-call filter refuses namespaces here, as in a container", UNFILTERED


def _confined(proc: Path) -> Found:
    """A profile of a container's."""
    profile = _read(proc / "self/attr/current").rstrip("\0")
    if not profile.endswith("(enforce)"):
        return None
    name = profile.split()[0]
    return (
        f"the security profile {name} refuses it",
        "allow it (Docker, Podman: --security-opt apparmor=unconfined), or grade outside this container",
    )


def _none_left(proc: Path) -> Found:
    """The kernel's own count of namespaces."""
    limits = {kind: _read(proc / f"sys/user/max_{kind}_namespaces") for kind in KINDS}
    spent = {kind: most for kind, most in limits.items() if most == "0"}
    if spent:
        names = [f"max_{kind}_namespaces" for kind in spent]
        return f"{', '.join(names)} is 0", f"as root: sysctl -w {' '.join(f'user.{name}=10000' for name in names)}"
    named = ", ".join(f"max_{kind}_namespaces {most}" for kind, most in limits.items() if most)
    return f"no more namespaces are allowed ({named or 'they are nested too deep'})", "end what holds them, or raise it"


def _not_built_in(proc: Path) -> Found:
    missing = [kind for kind in KINDS if not (proc / "self/ns" / kind).exists()]
    return (f"this kernel has no {', '.join(missing)} namespaces", ELSEWHERE) if missing else None


def _proc_masked(proc: Path) -> Found:
    """A container hides parts of /proc under mounts of its own; then nobody may mount a whole one."""
    places = [line.split()[4] for line in _read(proc / "self/mountinfo").splitlines()]
    masked = sorted({place for place in places if place.startswith("/proc/")} - {EMPTY_ANYWAY})
    if not masked:
        return None
    return f"part of /proc is masked here ({', '.join(masked[:3])}), as in a container", UNMASKED


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
