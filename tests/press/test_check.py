"""`make check` names what is missing, and its fix: each fault is planted in a copy of the repository."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise, load_all
from descent import practice
from press import check
from press.layout import Chapter, Layout


@pytest.fixture
def copy(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    for name in ("book", "solutions", "notebooks", "descent", "tests/reference"):
        shutil.copytree(layout.root / name, tmp_path / name)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(layout.root / name, tmp_path / name)
    monkeypatch.setattr(practice, "CELLS", tmp_path / "descent" / "practice" / "cells")
    monkeypatch.setattr(check, "student_notebook", _released)
    practice.load.cache_clear()
    return Layout(tmp_path)


@pytest.fixture
def small(copy: Layout) -> Layout:
    """With two exercises only: to read all of them takes a second."""
    for folder in copy.exercise_folders:
        if folder.name not in ("adam", "momentum"):
            shutil.rmtree(folder)
    return Layout(copy.root)


_known: dict[str, NotebookNode] = {}


def _released(exercise: Exercise) -> NotebookNode:
    """The released notebook, made once for a text of the exercise: nbgrader takes a third of a second for each."""
    text = notebooks.source_text(exercise)
    _known[text] = _known.get(text) or notebooks.student_notebook(exercise)
    return _known[text]


CONTENT = tuple(part for part in check.CHECKS if part not in (check.lint, check.formatting, check.types))


def findings(copy: Layout, *without: check.Check) -> list[str]:
    """What the checks of the content find, but for the slow hunt for secrets."""
    parts = [part for part in CONTENT if part not in (check.no_secret_in_sight, *without)]
    return [finding for part in parts for finding in check.findings(part, copy)]


@pytest.mark.parametrize("part", CONTENT, ids=lambda part: part.__name__)
def test_a_clean_copy_has_no_findings(copy: Layout, part: check.Check) -> None:
    assert list(part(copy)) == []


def taught(copy: Layout) -> Chapter:
    return next(chapter for chapter in copy.chapters if chapter.teaches)


def test_a_page_without_a_toc_line_is_named(copy: Layout) -> None:
    (copy.root / "book" / "losses" / "stray.md").write_text("# Stray\n")
    (finding,) = check.chapters_complete(copy)
    assert "book/losses/stray.md" in finding and "_toc.yml" in finding


def test_a_chapter_without_its_exercise_is_named(copy: Layout) -> None:
    page = taught(copy).path
    page.write_text(page.read_text().replace("{graded-exercise}", "{note}"))
    assert any("graded-exercise" in finding for finding in check.chapters_complete(copy))


def test_a_lesson_needs_no_exercise_but_is_short(copy: Layout) -> None:
    page = next(chapter.path for chapter in copy.chapters if "\nlesson: true\n" in chapter.path.read_text())
    page.write_text(page.read_text() + "word " * 900)
    (finding,) = check.chapters_complete(copy)
    assert f"{page.stem}.md is a lesson of " in finding and "shorten it to 900" in finding
    page.write_text(page.read_text().replace("\nlesson: true\n", "\n"))
    assert any(f"{page.stem}.md names no graded exercise" in finding for finding in check.chapters_complete(copy))


def test_a_second_test_file_of_one_name_is_named(copy: Layout) -> None:
    for folder in ("autograder", "reference"):
        (copy.root / "tests" / folder).mkdir(exist_ok=True)
        (copy.root / "tests" / folder / "test_twice.py").touch()
    (finding,) = check.tests_named_apart(copy)
    assert "reference/test_twice.py" in finding and "autograder/test_twice.py" in finding


def test_a_notebook_edited_by_hand_is_named_with_the_cure(copy: Layout) -> None:
    pair = copy.root / taught(copy).notebook
    pair.write_text(pair.read_text().replace("likelihood", "plausibility"))
    (finding,) = check.notebooks_up_to_date(copy)
    assert pair.name in finding and "make notebooks" in finding


def test_a_missing_notebook_is_named_with_the_cure(copy: Layout) -> None:
    (copy.root / taught(copy).notebook).unlink()
    assert any("make notebooks" in finding for finding in check.notebooks_up_to_date(copy))


@pytest.mark.parametrize(
    "misspelt", ["### BEGIN SOLUTON", "### Begin Solution", "## BEGIN SOLUTION", "###BEGIN SOLUTION"]
)
def test_a_misspelt_marker_is_an_error(copy: Layout, misspelt: str) -> None:
    master = next(copy.solutions.glob("*/*.md"))
    master.write_text(master.read_text().replace("### BEGIN SOLUTION", misspelt, 1))
    (finding,) = check.exercises_well_formed(copy)
    assert "BEGIN SOLUTION" in finding


def test_an_unclosed_hidden_test_is_an_error(copy: Layout) -> None:
    master = next(copy.solutions.glob("*/*.md"))
    master.write_text(master.read_text().replace("### END HIDDEN TESTS", "", 1))
    (finding,) = check.exercises_well_formed(copy)
    assert "HIDDEN TESTS" in finding


def test_a_solution_planted_in_a_notebook_is_found(copy: Layout) -> None:
    exercise = load_all(copy.solutions)[0]
    secret = max(check.secrets([exercise], check.public_sources(copy.root)), key=len)
    pair = copy.root / taught(copy).notebook
    planted = secret.replace("\\", "\\\\").replace('"', '\\"')
    text = pair.read_text().replace("import keras", f"{planted}\\nimport keras", 1)
    assert planted in text
    pair.write_text(text)
    assert any(pair.name in finding for finding in check.no_secret_in_sight(copy))


def test_a_figure_typed_in_prose_is_named_with_its_line(copy: Layout) -> None:
    page = taught(copy).path
    page.write_text(page.read_text() + "\nIt reached 97.5 % at last.\n")
    (finding,) = check.numbers_computed(copy)
    assert f"{page}:" in finding


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(copy: Layout) -> None:
    (copy.root / taught(copy).notebook).write_text("not json")
    found = {part.__name__: check.findings(part, copy) for part in CONTENT}
    assert "could not finish" in found["no_secret_in_sight"][0]
    assert found["exercises_well_formed"] == []


def swap(name: str, old: str, new: str, count: int = 1) -> Callable[[Path], object]:
    """Puts `new` in the place of `old` in the file `name`."""

    def plant(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new, count))

    return plant


def drop(name: str) -> Callable[[Path], object]:
    """Deletes a file or folder."""
    return lambda root: shutil.rmtree(root / name) if (root / name).is_dir() else (root / name).unlink()


def leave_five_wrong_answers(root: Path) -> None:
    (root / WRONG).write_text("\n\n".join((root / WRONG).read_text().split("\n\n")[:5]))


def replace_twice(root: Path) -> None:
    """Gives a wrong answer a second pair, of something within the first."""
    swap(WRONG, f"swap = [{ROOT}]", f"swap = [{ROOT}, ['sqrt(v', 'sqrt(m']]")(root)


ADAM, RARE = "solutions/adam/exercise.toml", "descent/practice/cells/a-rare-word.toml"
WRONG = "solutions/adam/wrong.toml"
ROOT = "['root = np.sqrt(v / (1 - beta_2**t)) + epsilon', 'root = np.sqrt(v) + epsilon']"
PAGE, REFERENCE = "book/optimizers/adam.md", "descent/reference/__init__.py"
FAULTS = {
    "a misspelt key": (swap(ADAM, "\nhints =", "\nhint ="), "[tasks.step] unknown key 'hint'; did you mean 'hints'"),
    "a wrong type": (swap(ADAM, "minutes = 60", 'minutes = "60"'), "minutes is '60', but it should be a valid integer"),
    "no title": (swap(ADAM, 'title = "One step"', ""), "[tasks.step] title is missing"),
    "no sentence": (swap(WRONG, 'says = "Neither mean is corrected"', ""), "[step.no_correction] says is missing"),
    "an unknown task": (
        swap(WRONG, "fails = []", 'fails = ["stepp"]'),
        "[torch.torch_finished] fails: no task 'stepp'; did you mean 'step'",
    ),
    "an unknown cell": (
        swap(WRONG, "[step.no_correction]", "[stepp.no_correction]"),
        "[stepp.*] no task 'stepp' with a solution cell; did you mean 'step'",
    ),
    "a misspelt key of a wrong answer": (
        swap(WRONG, "swap =", "swapp ="),
        "[step.no_correction] unknown key 'swapp'; did you mean 'swap'",
    ),
    "a text to replace that is not there": (
        swap(WRONG, "[['root = np.sqrt(v /", "[['root = np.sqrt(s /"),
        "adam/wrong.toml: [step.only_m_corrected] swap: 'root = np.sqrt(s / (1 - beta_2**t)) + epsilon' is not in the "
        "solution cell adam-step; copy it from there, perhaps from '    root = np.sqrt(v",
    ),
    "a text to replace that is there twice": (
        swap(WRONG, ROOT, "['gradient', '']"),
        "[step.only_m_corrected] swap: 'gradient' stands 3 times in the solution cell adam-step; take in more",
    ),
    "texts to replace that overlap": (
        replace_twice,
        "[step.only_m_corrected] swap: 'root = np.sqrt(v / (1 - beta_2**t))",
    ),
    "a wrong answer without its code": (
        swap(WRONG, f"swap = [{ROOT}]", ""),
        "[step.only_m_corrected] has neither swap nor code; write one of them",
    ),
    "two wrong answers of one name": (
        swap(WRONG, "[tf.tf_epsilon_hat]", "[tf.epsilon_hat]"),
        "[tf.epsilon_hat] has the name of [step.epsilon_hat]; give one of them another",
    ),
    "a stray task": (swap(ADAM, "[tasks.step]", "[tasks.stepp]"), "[tasks.stepp] has no graded cell"),
    "an unknown export": (swap(ADAM, '["AdamTorch"]', '["AdamTorh"]'), "'AdamTorh', which no solution cell defines"),
    "an unknown chapter": (swap(ADAM, "optimizers/adam", "optimizers/adm"), "did you mean 'optimizers/adam'"),
    "no right answers": (
        drop("solutions/adam/answers/right"),
        "solutions/adam/answers/right/ holds 0 answers; write 3",
    ),
    "few wrong answers": (leave_five_wrong_answers, "solutions/adam/wrong.toml holds 5 answers; write 6"),
    "no inputs": (drop("solutions/adam/inputs.py"), "solutions/adam/inputs.py is missing; write it"),
    "a practice unplaced": (
        lambda root: shutil.copy(root / RARE, (root / RARE).with_stem("quite-another")),
        "quite-another.toml: no page places it; add a ```{practice} quite-another block",
    ),
    "a mistake that replaces what is not there": (
        swap(RARE, "swap = [['for step in range(n):'", "swap = [['for step in range(m):'"),
        "swap: 'for step in range(m):' is not in the solution; copy it from there, perhaps from '    for step in",
    ),
    "a practice without hints": (lambda root: _without_hints(root / RARE), "hints is [], but"),
    "a figure unregistered": (
        swap("descent/widgets/__init__.py", "    LossExplorer,\n", ""),
        "descent/widgets/loss_explorer.py: LossExplorer is not registered; add it to FIGURES",
    ),
    "a figure undrawn": (drop("descent/widgets/js/loss_explorer.js"), "LossExplorer has no js/loss_explorer.js"),
    "a loss not exported": (
        swap(REFERENCE, '    "huber_gradient",\n', ""),
        "huber_gradient is not exported; add it to",
    ),
    "a loss without a row": (
        swap("descent/reference/losses/table.py", "value=regression.huber,", "value=regression.pinball,"),
        "huber has no row; add one to descent/reference/losses/table.py",
    ),
    "an optimizer without a row": (
        swap("descent/reference/optimizers/table.py", "rmsprop.rmsprop_step", "sgd.sgd_step", -1),
        "rmsprop_step has no row; add one to descent/reference/optimizers/table.py",
    ),
    "a schedule without a row": (
        swap("descent/reference/schedules/table.py", "rates=cycles.one_cycle", "rates=cycles.cyclic"),
        "one_cycle has no row; add one to descent/reference/schedules/table.py",
    ),
}
FAULTS_IN_NOTEBOOKS = {
    "a misspelt key": FAULTS["a misspelt key"],
    "a misspelt exercise": (swap(PAGE, "{graded-exercise} adam", "{graded-exercise} adm"), f"{PAGE}, line "),
    "a misspelt practice": (swap(PAGE, "{practice} a-rare-word", "{practice} a-rare-wod"), f"{PAGE}, line "),
    "a misspelt citation": (swap(PAGE, "{cite:t}`", "{cite:t}`no"), f"{PAGE}, line "),
    "a misspelt link": (swap(PAGE, "](weight-decay.md)", "](weight-decy.md)"), f"{PAGE}, line "),
}


def _without_hints(path: Path) -> None:
    path.write_text(re.sub(r"hints = \[\n.*?\n\]\n", "hints = []\n", path.read_text(), flags=re.DOTALL))


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_gives_one_finding_with_its_file_and_cure(small: Layout, name: str) -> None:
    plant, says = FAULTS[name]
    plant(small.root)
    found = findings(small, check.notebooks_up_to_date)
    assert len(found) == 1 and says in found[0], found


@pytest.mark.parametrize("name", FAULTS_IN_NOTEBOOKS)
def test_a_fault_that_no_notebook_can_be_made_of_gives_one_finding_too(copy: Layout, name: str) -> None:
    plant, says = FAULTS_IN_NOTEBOOKS[name]
    plant(copy.root)
    found = findings(copy)
    assert len(found) == 1 and says in found[0], found
