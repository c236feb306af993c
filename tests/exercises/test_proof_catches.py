"""The proofs themselves can fail: each weakness planted in a small exercise is found and named."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_proof import HIDDEN_MAE, HIDDEN_RMSE, LARGEST, ROOT_MEAN_SQUARE, SAME, VISIBLE_RMSE, WEAK, prove_tiny

from autograder.exercises import answers
from autograder.exercises.exercise import Exercise, load
from autograder.proving import known_equivalents, proof, trial_runs
from autograder.proving.trial_runs import SEEDS
from autograder.sandbox.marking import Nursery
from autograder.sandbox.seeds import Series
from autograder.verdict import Cause

Tiny = Callable[..., Exercise]


def test_a_sound_exercise_has_no_problem(tiny: Tiny, warm: Nursery) -> None:
    report = prove_tiny(tiny(), warm)
    assert report.problems == []
    assert report.mutation_score == 1.0
    assert report.scores["solution"] == 10
    assert report.scores["chapter pasted in"] == 0


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (WEAK, "the mutation score is"),
        (((VISIBLE_RMSE, ""),), "stub, visible tests gets points for the task 'rmse'"),
        (((HIDDEN_MAE, HIDDEN_MAE.replace("3.5", "7.0")),), "solution fails the task 'mae'"),
        # A test that leans on what another test cell left behind.
        (
            ((HIDDEN_MAE, "left = 1"), (HIDDEN_RMSE, HIDDEN_RMSE + "\nleft")),
            "solution, rmse alone fails the task 'rmse'",
        ),
        # A test that overwrites what may be a student's own name.
        (((HIDDEN_RMSE, HIDDEN_RMSE + "\nfor loss in (1, 2):\n    mean = loss"),), "'rmse' sets ['loss', 'mean']"),
        (((HIDDEN_RMSE, HIDDEN_RMSE + "\ndef helper():\n    loss = 1"),), "'rmse' sets ['helper']"),
        # A test that crashes on a wrong answer instead of judging it.
        (((VISIBLE_RMSE, "{7: 1}[round(rmse(np.zeros(2), np.array([6.0, 8.0])))]"),), "the test itself raises"),
        # A task whose answer the chapter holds, under another name.
        (
            (
                (ROOT_MEAN_SQUARE, LARGEST),
                (VISIBLE_RMSE, VISIBLE_RMSE.replace("50**0.5", "8.0")),
                (HIDDEN_RMSE, HIDDEN_RMSE.replace("2.5**0.5", "2.0")),
            ),
            "pasted in, get 8 of 10 points",
        ),
    ],
)
def test_a_planted_weakness_is_named(
    changes: tuple[tuple[str, str], ...], problem: str, tiny: Tiny, warm: Nursery
) -> None:
    problems = prove_tiny(tiny(changes), warm).problems
    assert any(problem in text for text in problems), problems


DRAWING = (
    ("import numpy as np\n", "import numpy as np\n\n\ndef fresh_seed():\n    raise AssertionError('no seed')\n"),
    (HIDDEN_MAE, HIDDEN_MAE.replace("3.5", f"7.0 if fresh_seed() == {Series(SEEDS[1], 'tiny-mae-test')()} else 3.5")),
)


def test_a_hidden_test_that_a_draw_makes_fail_is_named(tiny: Tiny, warm: Nursery) -> None:
    problems = prove_tiny(tiny(DRAWING), warm).problems
    runs = {f"right/right_{number}, seed 2" for number in range(3)} | {"solution, seed 2"}
    assert {text.partition(" fails the task 'mae'")[0] for text in problems} >= runs
    assert not any("seed 3" in text for text in problems)


def test_the_command_tries_every_answer_under_as_many_draws_as_it_is_told(
    tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    exercise = tiny(says="a cat")
    assert proof.main(["tiny", "--solutions", str(exercise.folder.parent), "--seeds", "2"]) == 1
    printed = capsys.readouterr().out
    assert "tiny: 2 seeds, 12 problems" in printed
    assert "wrong/wrong_0 should be told 'a cat'" in printed and "wrong/wrong_0, seed 2 should be told" in printed


@pytest.mark.parametrize(
    ("fails", "says", "problem"),
    [
        ('["rmse"]', "root", "wrong/wrong_0 passes ['rmse'], which it should fail"),
        ('["rmse"]', "root", "wrong/wrong_0 also fails ['mae'], which the TOML does not list"),
        ('["mae"]', "a cat", "wrong/wrong_0 should be told 'a cat'"),
        ("[]", "numpy.linalg", "wrong/wrong_0 should be told 'numpy.linalg'"),
    ],
)
def test_a_wrong_answer_must_fail_what_is_listed_with_its_message(
    fails: str, says: str, problem: str, tiny: Tiny, warm: Nursery
) -> None:
    assert any(text.startswith(problem) for text in prove_tiny(tiny(fails=fails, says=says), warm).problems)


ERRORS = "\n\n\ndef errors(a, b):\n    return a - b"  # in the cell of the first task, for both


def test_a_dependent_task_may_fail_too(tiny: Tiny, warm: Nursery) -> None:
    changes = (
        ("    return np.abs(y_true - y_pred).mean()", "    return np.abs(errors(y_true, y_pred)).mean()" + ERRORS),
        ("(y_true - y_pred) ** 2", "errors(y_true, y_pred) ** 2"),
    )
    depends = '\n[tasks.rmse]\ntitle = "Root mean squared error"\nexports = ["rmse"]\ndepends_on = ["mae"]\n'
    exercise = tiny(changes, wrong="swap = [['a - b', 'a + b']]")
    assert any("also fails ['rmse']" in text for text in prove_tiny(exercise, warm).problems)
    spec = exercise.folder / "exercise.toml"
    spec.write_text(
        spec.read_text().replace('\n[tasks.rmse]\ntitle = "Root mean squared error"\nexports = ["rmse"]\n', depends)
    )
    assert prove_tiny(load(exercise.folder), warm).problems == []


def test_a_finished_function_that_is_forbidden_is_flagged_and_may_not_be_a_right_answer(
    tiny: Tiny, warm: Nursery
) -> None:
    cheat = "def mae(a, b):\n    n = np.linalg.norm\n    return n((a - b).ravel(), 1) / a.size\n"
    exercise = tiny(fails="[]", says="numpy.linalg", wrong=f"code = '''\n{cheat}'''")
    assert prove_tiny(exercise, warm).problems == []
    right = exercise.right[0]
    right.write_text(
        f"# %% tiny-mae\n{cheat}" + "\n# %% tiny-rmse\ndef rmse(a, b):\n    return ((a - b) ** 2).mean() ** 0.5\n"
    )
    assert any("uses what is forbidden" in text for text in prove_tiny(exercise, warm).problems)


def test_missing_answers_and_a_missing_chapter_are_named(tiny: Tiny, warm: Nursery) -> None:
    exercise = tiny()
    exercise.right[0].unlink()
    exercise.right[1].write_text("# Half.\n\n# %% tiny-mae\ndef mae(a, b):\n    return abs(a - b).mean()\n")
    shutil.rmtree(exercise.folder.parent / "tiny-book")
    problems = " ".join(prove_tiny(load(exercise.folder), warm).problems)
    assert "at least (3, 6) are needed" in problems
    assert "right/right_1 has no block for ['tiny-rmse']" in problems
    assert "is missing, so pasting it could not be tried" in problems


def test_a_survivor_that_makes_a_difference_lowers_the_score_and_one_that_makes_none_does_not(
    tiny: Tiny, warm: Nursery
) -> None:
    report = prove_tiny(tiny((SAME,)), warm)
    assert any("axis dropped" in name for name in report.equivalent)
    assert report.survivors == {}
    assert report.mutation_score == 1.0
    weak = prove_tiny(tiny(WEAK), warm)
    assert weak.survivors
    assert weak.mutation_score < 0.95


def test_an_endless_mutant_is_killed_before_its_cell_is_overdue(
    tiny: Tiny, warm: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_runs, "LOOP_SECONDS", 1.0)
    exercise = tiny()
    endless = answers.place(exercise, {"tiny-rmse": "def rmse(a, b):\n    while True:\n        pass"})
    started = time.monotonic()
    found = warm.mark(trial_runs.hurried(trial_runs.part(trial_runs.job(exercise, endless), ["rmse"]), 0.0))
    verdicts = trial_runs.verdicts(exercise, found)
    assert list(verdicts) == ["rmse"]
    assert verdicts["rmse"].cause in (Cause.EXITED, Cause.TIMEOUT)
    assert time.monotonic() - started < exercise.limits.get("cell_seconds", 30)


@pytest.mark.parametrize(
    ("body", "test", "cause"),
    [
        ("return 0.0", VISIBLE_RMSE, Cause.WRONG),
        ("raise KeyError", VISIBLE_RMSE, Cause.WRONG),  # the check puts it into words
        ("raise KeyError", "rmse(np.zeros(2), np.zeros(2))", Cause.RAISED),
        ("return None", "round(rmse(np.zeros(2), np.zeros(2)))", Cause.RAISED),
    ],
)
def test_a_test_that_raises_is_told_from_one_that_says_what_is_wrong(
    body: str, test: str, cause: Cause, tiny: Tiny, warm: Nursery
) -> None:
    exercise = tiny(((VISIBLE_RMSE, test),))
    cells = answers.place(exercise, {"tiny-rmse": f"def rmse(a, b):\n    {body}"})
    found = warm.mark(trial_runs.job(exercise, cells))
    assert trial_runs.verdicts(exercise, found)["rmse"].cause is cause


def test_the_command_prints_a_table_and_fails_if_anything_does(
    tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exercise = tiny()
    assert proof.main(["tiny", "--solutions", str(exercise.folder.parent)]) == 1
    printed = capsys.readouterr().out
    assert "mutants" in printed
    assert "PROBLEM the chapter" in printed
    kept = known_equivalents.read(exercise.folder)
    assert kept.key == "" and kept.mutants == kept.killed > 0
