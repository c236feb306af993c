"""Nothing is used before it is taught: the self-check names the page that does, and the page that comes too late."""

from collections.abc import Callable
from pathlib import Path

import pytest

from press.checks.introductions import taught_before_used
from press.layout import Layout

LOOPS = '''"""The loop."""

def fit(model: object, batches: list[int]) -> list[float]:
    """All the turns."""
    losses: list[float] = []
    for rows in batches:
        losses.append(model(rows))  # one turn
    return losses
'''
BUILT = """
def fit(model, batches):
    losses = []
    for rows in batches:
        losses.append(model(rows))
    return losses
"""
IMPORT = "from descent.training import fit"

Book = Callable[..., list[str]]


def page(code: str = "", introduces: str = "", text: str = "", tags: str = "") -> str:
    options = f":tags: [{tags}]\n\n" if tags else ""
    return (
        f"---\nintroduces: [{introduces}]\n---\n\n# Page\n\n{text}\n\n```{{code-cell}} ipython3\n{options}{code}\n```\n"
    )


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Findings for a book of these pages, in this order."""

    def check(**pages: str) -> list[str]:
        names = "".join(f"  - file: book/{name}\n" for name in pages)
        (tmp_path / "_toc.yml").write_text(f"root: book/index\nparts:\n- caption: All\n  chapters:\n{names}")
        (tmp_path / "descent" / "training").mkdir(parents=True)
        (tmp_path / "descent" / "training" / "loops.py").write_text(LOOPS)
        (tmp_path / "descent" / "figures.py").write_text("")
        (tmp_path / "book").mkdir()
        for name, text in {"index": "# Book\n", **pages}.items():
            (tmp_path / "book" / f"{name}.md").write_text(text)
        return list(taught_before_used(Layout(tmp_path)))

    return check


def test_a_page_may_import_what_an_earlier_page_built(book: Book) -> None:
    assert book(first=page(BUILT, "descent.training.fit"), second=page(IMPORT)) == []


def test_a_page_may_import_what_it_builds_itself(book: Book) -> None:
    assert book(only=page(f"{BUILT}\n{IMPORT}", "descent.training.fit")) == []


def test_both_pages_are_named_where_one_uses_what_the_other_builds_later(book: Book) -> None:
    (finding,) = book(eager=page(IMPORT), late=page(BUILT, "descent.training.fit"))
    assert finding.startswith("book/eager.md imports descent.training.fit, which book/late.md introduces only later")


@pytest.mark.parametrize(
    "code",
    [IMPORT, "from descent.training import fit as train", "import descent.training", "from descent import training"],
)
def test_what_no_page_builds_is_named_with_the_cure(book: Book, code: str) -> None:
    (finding,) = book(only=page(code))
    assert "book/only.md imports descent.training" in finding and "no page introduces" in finding
    assert "`introduces: [descent.training" in finding


@pytest.mark.parametrize("tags", ["hide-cell", "remove-cell", "torch, hide-input"])
def test_an_import_counts_in_a_hidden_cell_and_building_does_not(book: Book, tags: str) -> None:
    assert len(book(only=page(IMPORT, tags=tags))) == 1


@pytest.mark.parametrize("tags", ["hide-cell", "remove-cell", "torch, hide-input"])
def test_code_that_a_reader_does_not_see_is_not_built(book: Book, tags: str) -> None:
    (finding,) = book(only=page(BUILT, "descent.training.fit", tags=tags))
    assert finding == "book/only.md introduces descent.training.fit without its code; build fit in a visible cell"


def test_code_that_differs_from_the_package_is_named(book: Book) -> None:
    (finding,) = book(only=page(BUILT.replace("model(rows)", "model(rows) / 2"), "descent.training.fit"))
    assert finding == "book/only.md builds fit otherwise than descent has it; make the two the same"


def test_a_name_that_the_package_lacks_is_named(book: Book) -> None:
    (finding,) = book(only=page(BUILT, "descent.training.fits"))
    assert "book/only.md introduces descent.training.fits, which descent doesn't have" in finding


def test_a_module_is_introduced_by_a_word_about_it(book: Book) -> None:
    told = page(introduces="descent.figures", text="`descent.figures` draws.")
    assert book(first=told, second=page("from descent import figures"), third=page("import descent.figures")) == []


def test_a_module_without_a_word_about_it_is_named(book: Book) -> None:
    (finding,) = book(only=page("from descent.figures import panel", "descent.figures"))
    assert finding.startswith("book/only.md introduces descent.figures without a word about it")
