"""Serving the site: the port in use, a site that isn't built, an address that works."""

import socket
import threading
from pathlib import Path
from urllib.request import urlopen

import pytest

from press.publish.serve import main, make_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<title>Descent</title>")
    return tmp_path


def test_a_built_site_is_served_on_this_machine_alone(folder: Path) -> None:
    server = make_server(folder, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert server.server_address[0] == "127.0.0.1"
        with urlopen(f"http://127.0.0.1:{server.server_port}/") as answer:
            assert b"Descent" in answer.read()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_port_in_use_is_one_line_with_the_cure(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"Port {port} is taken.*make serve PORT="):
            make_server(folder, port)


def test_a_site_that_is_not_built_is_one_line_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make book"):
        make_server(tmp_path, 0)


@pytest.mark.parametrize("port", ["eighty", "70000", "-1"])
def test_what_is_no_port_is_one_line_with_the_cure(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setattr("sys.argv", ["serve", port])
    with pytest.raises(SystemExit, match="PORT=8001"):
        main()
