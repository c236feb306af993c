"""Kernels for the chapters, forked from a process that has imported the frameworks: seconds saved on each chapter.

`with Warm():` starts that process (`autograder.sandbox.fork_server` says why it may import and not compute) and makes
jupyter_client start kernels by `WarmProvisioner`, which has one forked instead. A chapter's outputs are the same: its
own imports find what is loaded already.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

MODULES = ("torch", "tensorflow", "sklearn", "scipy.stats", "matplotlib", "ipykernel.kernelapp", "IPython.display")
DEFAULT = "JUPYTER_DEFAULT_PROVISIONER_NAME"


class Warm:
    """The warm process, as a context manager; its kernels end with it."""

    running: ClassVar[Warm | None] = None

    def __enter__(self) -> Warm:
        self._lock = threading.Lock()
        self._asks, far = socket.socketpair()
        command = [sys.executable, "-m", "press.execution.warm_kernels", str(far.fileno())]
        self._process = subprocess.Popen(command, pass_fds=[far.fileno()], stdin=subprocess.DEVNULL)
        far.close()
        os.environ[DEFAULT], Warm.running = "descent-warm", self
        return self

    def __exit__(self, *_: object) -> None:
        del os.environ[DEFAULT]
        Warm.running = None
        self._asks.close()
        self._process.wait()

    def fork(self, command: list[str], cwd: str, env: dict[str, str]) -> Forked:
        """A kernel for this command line, with this folder and environment."""
        with self._lock:
            self._asks.sendall(json.dumps({"argv": command, "cwd": cwd, "env": env}).encode() + b"\n")
            data, fds, _, _ = socket.recv_fds(self._asks, 100, 1)
        if len(fds) != 1:
            raise RuntimeError("the warm process has ended; run `python -m press.execution.warm_kernels 0` to see why")
        return Forked(int(data), fds[0])


class Forked:
    """A forked kernel, with as much of Popen's face as a provisioner looks at."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid, self._pidfd = pid, pidfd

    def poll(self) -> int | None:
        return 0 if select.select([self._pidfd], [], [], 0)[0] else None

    def wait(self) -> int:
        select.select([self._pidfd], [], [])
        return 0

    def send_signal(self, number: int) -> None:
        signal.pidfd_send_signal(self._pidfd, signal.Signals(number))

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Has kernels forked while there is a warm process, and starts them as usual where there is none."""

    process: Any

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if Warm.running is None:
            return await super().launch_kernel(cmd, **kwargs)
        env = dict(kwargs.get("env", os.environ))
        self.cwd = kwargs.get("cwd") or str(Path.cwd())
        self.process = Warm.running.fork(cmd, str(self.cwd), env)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


def main() -> None:
    """The warm process: import, then fork a kernel for each line that comes in, until no more can come."""
    from autograder.sandbox.fork_server import warm

    asks = socket.socket(fileno=int(sys.argv[1]))
    sys.path.pop(0)  # the folder in which this was started: a kernel has another
    warm(list(MODULES))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in asks.makefile("rb"):
        told = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _kernel(told, asks)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(asks, [str(pid).encode()], [pidfd])
        os.close(pidfd)


def _kernel(told: dict[str, Any], asks: socket.socket) -> None:
    """Be the kernel of a command line `python -m ipykernel_launcher -f FILE …`."""
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asks.close()
    os.setpgid(0, 0)
    os.chdir(told["cwd"])
    os.environ.clear()
    os.environ.update(told["env"])
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # else it takes itself for one that was started by hand
    sys.argv = ["ipykernel_launcher", *told["argv"][told["argv"].index("-f") :], parent]
    IPKernelApp.launch_instance()
    os._exit(0)


if __name__ == "__main__":
    main()
