"""MyST Markdown becomes what plain Jupyter shows."""

from pathlib import Path

import pytest

from press.notebooks.citations import Bibliography
from press.notebooks.plain_markdown import Context, UnknownSyntax, numbered, to_plain
from press.source_error import SourceError

BIB = """@article{two, author = {First, Ann and Second, Bo}, year = {2001}, doi = {10.1/x}, title = {T}}
@article{many, author = {One, A and Two, B and Three, C}, year = {2002}, eprint = {1412.6980}, title = {T}}
"""


@pytest.fixture
def context(tmp_path: Path) -> Context:
    (tmp_path / "references.bib").write_text(BIB)
    pages = {"book/index": "Descent", "book/losses/a": "Page A", "book/losses/b": "Page B", "book/notation": "Notation"}
    notebooks = {"book/losses/a": "a.ipynb", "book/losses/b": "b.ipynb"}
    return Context(
        docname="book/losses/a",
        site="https://site.example",
        pages=pages,
        notebooks=notebooks,
        bibliography=Bibliography(tmp_path / "references.bib"),
        glued=lambda name: f"<{name}>",
        exercise=lambda slug: f"exercise {slug}",
        equations={"one": 1, "two": 2},
    )


def test_an_admonition_becomes_a_quote_with_its_title(context: Context) -> None:
    text = ":::{admonition} Goals\n:class: objectives\n- one\n- two\n:::"
    assert to_plain(text, context) == "> **Goals**\n>\n> - one\n> - two"


def test_a_note_without_a_title_is_named_by_its_kind(context: Context) -> None:
    assert to_plain(":::{note}\ntext\n:::", context) == "> **Note**\n>\n> text"


def test_a_folded_part_becomes_details(context: Context) -> None:
    text = to_plain(":::{dropdown} Answer\nIt is $x$.\n:::", context)
    assert text == "<details><summary>Answer</summary>\n\nIt is $x$.\n\n</details>"


def test_a_folded_part_in_a_list_item_stays_in_it(context: Context) -> None:
    text = to_plain("1. Why?\n\n   :::{dropdown} Answer\n   Because.\n   :::\n\n2. How?", context)
    assert text == "1. Why?\n\n   <details><summary>Answer</summary>\n\n   Because.\n\n   </details>\n\n2. How?"


def test_tabs_become_bold_labels_one_after_the_other(context: Context) -> None:
    items = ":::{tab-item} PyTorch\n:sync: torch\nA\n:::\n:::{tab-item} TensorFlow\nB\n:::"
    text = f"::::{{tab-set}}\n:sync-group: fw\n\n{items}\n::::"
    plain = to_plain(text, context)
    assert plain.index("**PyTorch**") < plain.index("A") < plain.index("**TensorFlow**") < plain.index("B")
    assert ":::" not in plain and "sync" not in plain


def test_a_labelled_equation_gets_its_number_and_is_referred_to_by_it(context: Context) -> None:
    text = "$$\nx\n$$ (one)\n\n$$\ny\n$$ (two)\n\nPut {eq}`one` into {eq}`two`."
    assert to_plain(text, context) == "$$\nx\n\\tag{1}\n$$\n\n$$\ny\n\\tag{2}\n$$\n\nPut (1) into (2)."
    assert numbered(text) == {"one": 1, "two": 2}


def test_a_reference_to_no_equation_of_the_page_is_refused(context: Context) -> None:
    with pytest.raises(UnknownSyntax, match="'elsewhere'"):
        to_plain("See {eq}`elsewhere`.", context)


def test_comments_and_targets_disappear(context: Context) -> None:
    assert to_plain("% a remark\n(target)=\ntext", context) == "text"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("{term}`logit`", "[logit](https://site.example/book/glossary.html#term-logit)"),
        ("{term}`logits <logit>`", "[logits](https://site.example/book/glossary.html#term-logit)"),
        ("{cite:t}`two`", "[First and Second (2001)](https://doi.org/10.1/x)"),
        ("{cite:p}`many`", "([One et al., 2002](https://arxiv.org/abs/1412.6980))"),
        ("{glue:text}`speed`", "<speed>"),
        ("[](b.md)", "[Page B](b.ipynb)"),
        ("[there](../notation.md#x)", "[there](https://site.example/book/notation.html#x)"),
        ("[out](https://example.org/a)", "[out](https://example.org/a)"),
        ("`{term}` stays code", "`{term}` stays code"),
    ],
)
def test_roles_and_links_become_plain(context: Context, text: str, plain: str) -> None:
    assert to_plain(text, context) == plain


def test_a_role_broken_over_two_lines_is_converted_too(context: Context) -> None:
    assert to_plain("see {term}`logits\n<logit>` here", context).startswith("see [logits](https://site.example/")


def test_code_fences_are_left_as_they_are(context: Context) -> None:
    text = "```python\nx = '{term}`y`'\n:::{note}\n```"
    assert to_plain(text, context) == text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (":::{mystery}\nx\n:::", "mystery"),
        ("{mystery}`x`", "mystery"),
        (":::{note}\nnever closed", "never closed"),
        ("[](absent.md)", "absent.md"),
    ],
)
def test_what_has_no_plain_form_is_refused_by_name(context: Context, text: str, complaint: str) -> None:
    with pytest.raises(UnknownSyntax, match=complaint):
        to_plain(text, context)


def test_an_unknown_citation_is_refused_by_name(context: Context) -> None:
    with pytest.raises(SourceError, match="nobody"):
        to_plain("{cite:t}`nobody`", context)
