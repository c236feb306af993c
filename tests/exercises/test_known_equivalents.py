"""What a whole proof of the mutants found is kept, and a sample of them run, until anything changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from tiny_proof import HIDDEN_MAE, SAME, VISIBLE_RMSE, WEAK, prove_tiny

from autograder.exercises.exercise import Exercise
from autograder.proving import known_equivalents, mutants, mutation, proof, trial_runs
from autograder.proving.equivalence import TRIALS
from autograder.proving.known_equivalents import Settled
from autograder.proving.proof import prove
from autograder.proving.proof_report import Report
from autograder.sandbox.jobs import Job
from autograder.sandbox.marking import Nursery

Tiny = Callable[..., Exercise]


def test_a_settled_survivor_gets_a_short_trial_until_anything_changes(
    tiny: Tiny, warm: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    job = trial_runs.trial_job

    def watched(payload: dict[str, Any]) -> Job:
        lengths.append(payload["trials"])
        return job(payload)

    monkeypatch.setattr(trial_runs, "trial_job", watched)
    exercise = tiny((SAME,))
    known_equivalents.write(exercise.folder, prove_tiny(exercise, warm).settled())
    assert set(lengths) == {300}
    lengths.clear()
    assert prove_tiny(exercise, warm, sample=False).equivalent
    assert set(lengths) == {known_equivalents.SHORT_TRIALS}
    inputs = exercise.folder / "inputs.py"
    inputs.write_text(inputs.read_text() + "# other\n")
    lengths.clear()
    prove_tiny(exercise, warm)
    assert set(lengths) == {300}


def test_a_finding_rests_on_code_and_not_on_words() -> None:
    def key(source: str) -> str:
        return known_equivalents.key(
            {"original": [("a", source)], "mutant": [("a", "x = 2")], "inputs": "", "trials": 1}
        )

    said = key('def f(x):\n    """Words."""\n    return x  # a comment')
    assert said == key('"""Of a module."""\ndef f(x):\n    """Other words."""\n    return x')
    assert said != key("def f(x):\n    return -x")


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three mutants are enough for a sample: the small exercise has few."""
    monkeypatch.setattr(known_equivalents, "FEWEST", 3)


@pytest.mark.usefixtures("small_samples")
def test_while_nothing_changes_a_sample_is_run_and_the_last_whole_proof_counts_for_the_others(
    tiny: Tiny, warm: Nursery
) -> None:
    exercise = tiny((SAME,))
    whole = prove_tiny(exercise, warm)
    known_equivalents.write(exercise.folder, whole.settled())
    again = prove_tiny(exercise, warm)
    assert 3 <= again.run < whole.run == again.mutants == whole.mutants
    assert (again.killed, again.equivalent) == (whole.killed, whole.equivalent)
    assert whole.equivalent and again.problems == []


@pytest.mark.usefixtures("small_samples")
def test_a_mutant_of_the_sample_that_survives_is_amiss_unless_the_last_whole_proof_had_found_it(
    tiny: Tiny, warm: Nursery
) -> None:
    exercise = tiny(WEAK)
    made = mutation.of(exercise)
    key = known_equivalents.whole_key(exercise, made.values(), 300)
    known_equivalents.write(exercise.folder, Settled(key, len(made), len(made)))
    found = prove_tiny(exercise, warm)
    assert found.run < found.mutants and found.survivors
    told = {text for text in found.problems if "survives, which it did not in the last whole proof" in text}
    assert len(told) == len(found.survivors) == found.mutants - found.killed
    known_equivalents.write(exercise.folder, Settled(key, len(made), found.killed, list(found.survivors)))
    known = prove_tiny(exercise, warm)
    assert (known.killed, set(known.survivors)) == (found.killed, set(found.survivors))
    assert not any("survives" in text for text in known.problems)


def _run_without_engine(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> Report:
    """What is sent to the engine, which does nothing."""

    def failing(warm: object, named: Mapping[str, Job]) -> Iterator[tuple[str, dict[str, Any]]]:
        yield from ((name, {"fault": "not run"}) for name in named)

    monkeypatch.setattr(trial_runs, "run", failing)
    report = Report("tiny")
    mutation.judge(exercise, None, report, 300, 1.0, sample=True)  # type: ignore[arg-type]
    return report


NOTHING = ((HIDDEN_MAE, HIDDEN_MAE + "  # only words"), ('"""Root of the', '"""The root of the'))
CHANGES = {
    "a visible test": ((VISIBLE_RMSE, VISIBLE_RMSE.replace("50**0.5", "50.0**0.5")),),
    "a hidden test": ((HIDDEN_MAE, HIDDEN_MAE.replace("3.5", "3.50001")),),
    "a check": (("< 1e-9", "< 1e-8"),),
    "the solution": (SAME,),
}


@pytest.mark.usefixtures("small_samples")
@pytest.mark.parametrize("changed", ["nothing", *CHANGES, "an operator", "the inputs", "the limits"])
def test_all_mutants_are_run_as_soon_as_anything_has_changed(
    changed: str, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tiny()
    key = known_equivalents.whole_key(before, mutation.of(before).values(), 300)
    known_equivalents.write(before.folder, Settled(key, len(mutation.of(before))))
    exercise = tiny(NOTHING if changed == "nothing" else CHANGES.get(changed, ()))
    if changed == "an operator":
        monkeypatch.setattr(mutants, "OPERATORS", mutants.OPERATORS[1:])
    if changed == "the inputs":
        (exercise.folder / "inputs.py").write_text("INPUTS = {}\n")
    if changed == "the limits":
        exercise.limits["cell_seconds"] = 1
    report = _run_without_engine(exercise, monkeypatch)
    assert report.is_whole == (changed != "nothing")
    assert report.run >= 3


def test_a_sample_is_every_tenth_mutant_and_ten_at_least_and_begins_where_the_key_says() -> None:
    names = [str(number) for number in range(200)]
    begun = {known_equivalents.sample(names, f"key {number}")[0] for number in range(100)}
    assert begun == set(names[:10])
    one = [int(name) for name in known_equivalents.sample(names, "key")]
    assert [number % 10 for number in one] == [one[0]] * 20
    assert {len(known_equivalents.sample(names[:few], "key")) for few in (10, 15, 19)} == {10, 15, 19}
    assert all(len(known_equivalents.sample(names[:few], "key")) >= 10 for few in range(10, 200))


@pytest.mark.usefixtures("small_samples")
def test_the_command_runs_a_sample_or_all_mutants_when_told_and_keeps_what_all_of_them_show(
    tiny: Tiny, warm: Nursery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exercise = tiny()
    monkeypatch.setattr(proof, "prove", partial(prove, book=exercise.folder.parent / "tiny-book"))
    monkeypatch.setattr(trial_runs, "nursery", lambda exercises: nullcontext(warm))
    made = mutation.of(exercise)
    before = Settled(known_equivalents.whole_key(exercise, made.values(), TRIALS), killed=len(made))
    known_equivalents.write(exercise.folder, before)

    def run(*options: str) -> int:
        assert proof.main(["tiny", "--solutions", str(exercise.folder.parent), *options]) == 0
        head, row = capsys.readouterr().out.splitlines()
        return int(dict(zip(head.split(), row.split(), strict=True))["run"])

    assert 3 <= run() < len(made)
    assert known_equivalents.read(exercise.folder) == before
    assert run("--all-mutants") == len(made)
    assert known_equivalents.read(exercise.folder) == replace(before, mutants=len(made))


def test_a_command_that_is_stopped_has_printed_and_kept_what_it_has_proved(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proved = iter(
        [Report("tiny", scores={"solution": 10, "stub": 0, "chapter pasted in": 0}, mutants=1, run=1, key="k")]
    )
    monkeypatch.setattr(proof, "prove", lambda *args, **options: next(proved))
    monkeypatch.setattr(trial_runs, "nursery", lambda exercises: nullcontext())
    exercise = tiny()
    with pytest.raises(StopIteration):
        proof.main(["tiny", "tiny", "--solutions", str(exercise.folder.parent)])
    assert known_equivalents.read(exercise.folder) == Settled("k", 1)
    assert capsys.readouterr().out.splitlines()[1].startswith("tiny ")
