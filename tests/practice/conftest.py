"""A page of all practice cells, as the site has them: from files, under the site's policy."""

from pathlib import Path

import pytest
from cells import write_page

from descent import practice
from press.html import policy, practice_editor, pyodide
from press.html.prerender import practice_script

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("page")
    (place / "practice.js").write_text(practice_script())
    (place / "editor.js").write_text(practice_editor.script(ROOT))
    (place / "python.js").write_text(pyodide.script(ROOT))
    write_page(place / "index.html", practice.names(), policy.tag("a page"))
    return place
