"""Serves the built site on this machine and prints its address."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class QuietServer(ThreadingHTTPServer):
    """Says nothing of a reader who left while a file was on its way."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class QuietHandler(SimpleHTTPRequestHandler):
    """Files only, without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on the loopback address; port 0 takes any free one.

    Raises
    ------
    SystemExit
        If the folder isn't built or the port is in use, with the cure.
    """
    if not (folder / "index.html").is_file():
        raise SystemExit(f"{folder} holds no site; build it with: make book")
    try:
        return QuietServer(("127.0.0.1", port), partial(QuietHandler, directory=str(folder)))
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise SystemExit(f"Port {port} is taken or not allowed; choose another: make serve PORT=8001") from None
        raise


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `folder` on any free port of this machine, until the block ends."""
    server = make_server(folder, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> int:
    port = sys.argv[1] if len(sys.argv) > 1 else "8000"
    if not port.isdigit() or int(port) > 65535:
        raise SystemExit(f"{port!r} is no port; give a number up to 65535: make serve PORT=8001")
    server = make_server(Path("_build/html"), int(port))
    print(f"Descent is at http://127.0.0.1:{server.server_port}/ (Ctrl+C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
