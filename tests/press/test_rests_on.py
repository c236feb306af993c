"""A chapter is executed anew when what it uses of the package has changed, and then only."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from press import sphinx_extension
from press.execution.rests_on import Package

FILES = {
    "__init__.py": '"""Words."""',
    "losses/__init__.py": '"""Words."""\nfrom pack.losses.near import near\nfrom pack.losses.far import far as distant',
    "losses/near.py": "from pack.shared import half\n\ndef near(x):\n    return half(x)",
    "losses/far.py": "def far(x):\n    return x",
    "losses/values.toml": "x = 1",
    "shared.py": "def half(x):\n    return x / 2",
    "figures/__init__.py": "SIZE = 3\nfrom pack.figures.line import Line",
    "figures/line.py": "class Line: ...",
    "figures/line.js": "draw()",
    "other.py": "x = 1",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "pack"


NEAR = {"pack.losses.near", "pack.shared"}
USES = {
    "from pack import losses\nlosses.near(1)": NEAR,
    "from pack.losses import near": NEAR,
    "from pack.losses.near import near": NEAR,
    "from pack import losses as all_of_them\nall_of_them.distant(1)": {"pack.losses.far"},
    "from pack import losses\nprint(losses)": {"pack.losses", "pack.losses.far", *NEAR},
    "import pack.losses\npack.losses.near(1)": {"pack.losses", "pack.losses.far", *NEAR},
    "from pack import figures\nfigures.Line()": {"pack.figures", "pack.figures.line"},
    "from pack.figures.line import Line": {"pack.figures", "pack.figures.line"},
    "import numpy": set(),
}


@pytest.mark.parametrize(("code", "modules"), USES.items(), ids=USES)
def test_a_use_leads_to_the_module_that_defines_it_and_to_what_that_uses(
    folder: Path, code: str, modules: set[str]
) -> None:
    assert Package(folder).used_by([code]) == modules


def test_names_that_one_cell_imports_are_followed_in_the_others(folder: Path) -> None:
    assert Package(folder).used_by(["from pack import losses", "losses.near(1)"]) == NEAR


def test_code_that_can_not_be_read_may_use_anything(folder: Path) -> None:
    package = Package(folder)
    assert package.used_by(["%matplotlib inline\nfrom pack import losses"]) == set(package.modules)


CODE = ["from pack import losses\nlosses.near(1)"]


@pytest.mark.parametrize("name", ["losses/near.py", "shared.py", "losses/values.toml"])
def test_the_key_follows_what_is_used_and_the_data_beside_it(folder: Path, name: str) -> None:
    before = Package(folder).key(CODE)
    (folder / name).write_text(f"{FILES[name]}\ny = 2\n")
    assert Package(folder).key(CODE) != before


def test_nothing_else_changes_the_key(folder: Path) -> None:
    before = Package(folder).key(CODE)
    (folder / "other.py").write_text("x = 2")
    (folder / "losses" / "new.py").write_text("def new(): ...")
    (folder / "losses" / "near.js").write_text("draw()")
    text = FILES["losses/__init__.py"] + "\nfrom pack.losses.new import new"
    (folder / "losses" / "__init__.py").write_text(text)
    assert Package(folder).key(CODE) == before


def test_a_page_is_read_again_when_what_it_rests_on_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, env, keys = SimpleNamespace(srcdir=str(tmp_path)), SimpleNamespace(), {"book/a": "1", "book/b": "1"}
    monkeypatch.setattr(sphinx_extension, "rests_on", lambda layout: dict(keys))

    def outdated() -> list[str]:
        return sphinx_extension.outdated(app, env, set(), set(), set())  # type: ignore[arg-type]

    assert outdated() == ["book/a", "book/b"], "the first build knows of none"
    assert outdated() == []
    keys["book/b"] = "2"
    assert outdated() == ["book/b"] and outdated() == []
