"""The proof by mutants: the tests kill small changes of the solution, or nothing can tell these from it.

While what the last whole proof rests on is unchanged (`known_equivalents`), a sample of the mutants is run.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.exercises import answers
from autograder.exercises.answers import Cells
from autograder.exercises.exercise import Exercise
from autograder.proving import known_equivalents, mutants, trial_runs
from autograder.proving.known_equivalents import Settled
from autograder.proving.mutants import Mutant
from autograder.proving.proof_report import Report
from autograder.proving.trial_runs import OURS, hurried, job, part, seed_of, verdicts
from autograder.sandbox.jobs import Job
from autograder.sandbox.marking import Nursery

MUTATION_SCORE = 0.95


def of(exercise: Exercise) -> dict[str, Mutant]:
    """Every mutant of the exercise's solution, by name."""
    return {m.name: m for name, source in answers.solution(exercise).items() for m in mutants.mutants(name, source)}


def judge(exercise: Exercise, warm: Nursery, report: Report, trials: int, seconds: float, sample: bool) -> None:
    """Try the mutants of the solution, which itself took so many seconds, and enter into the report what they show."""
    made = of(exercise)
    kept = known_equivalents.read(exercise.folder)
    report.key = known_equivalents.whole_key(exercise, made.values(), trials)
    sampled = sample and kept.key == report.key
    names = known_equivalents.sample(list(made), report.key) if sampled else list(made)
    report.mutants = len(made)
    alive = _run(exercise, warm, report, [made[name] for name in names], seconds)
    _judge_survivors(exercise, warm, report, alive, trials, kept.equivalent)
    if sampled:
        _count_others(report, kept, set(names))
    if report.mutation_score < MUTATION_SCORE:
        report.problems.append(f"the mutation score is {report.mutation_score:.1%}; make the tests kill the survivors")


def _run(exercise: Exercise, warm: Nursery, report: Report, chosen: Iterable[Mutant], seconds: float) -> list[Mutant]:
    """Count the mutants that the tests kill; the others are given back."""
    tasks = {task.solution_id: task.name for task in exercise.automatic}
    table, work, alive = {m.name: m for m in chosen}, dict[str, Job](), list[Mutant]()
    for m in table.values():
        whole = job(exercise, answers.place(exercise, {m.cell_id: m.source}), seed_of(m.name))
        work[m.name] = hurried(part(whole, [tasks[m.cell_id]]), seconds)
    for name, found in trial_runs.run(warm, work):
        verdict = verdicts(exercise, found)[tasks[table[name].cell_id]]
        alive += [table[name]] if not verdict.cause else []
        report.run += 1
        report.killed += verdict.cause not in (None, *OURS)
        if verdict.cause in OURS:
            report.problems.append(f"mutant {name}: the test itself raises {verdict.message!r}")
    return alive


def _judge_survivors(
    exercise: Exercise, warm: Nursery, report: Report, alive: list[Mutant], trials: int, known: dict[str, str]
) -> None:
    inputs, solved = exercise.folder / "inputs.py", answers.solution(exercise)
    if not inputs.is_file():
        report.problems.append(f"{inputs} is missing: survivors can't be told from equivalent mutants without it")
        report.survivors |= dict.fromkeys((m.name for m in alive), "not compared")
        return
    plain, keys, work = _untested(exercise, answers.place(exercise, solved)), dict[str, str](), dict[str, Job]()
    for m in alive:
        changed = _untested(exercise, answers.place(exercise, {**solved, m.cell_id: m.source}))
        payload = trial_runs.comparison(plain, changed, m.function, inputs, trials)
        keys[m.name] = known_equivalents.key(payload)
        short = {"trials": known_equivalents.SHORT_TRIALS, "seed": known_equivalents.SHORT_SEED}
        work[m.name] = trial_runs.trial_job(payload | (short if known.get(m.name) == keys[m.name] else {}))
    for name, found in trial_runs.run(warm, work):
        if difference := trial_runs.difference(found):
            report.survivors[name] = difference
        else:
            report.equivalent[name] = keys[name]


def _untested(exercise: Exercise, cells: Cells) -> Cells:
    tests = {task.test_id for task in exercise.automatic}
    return [(name, source) for name, source in cells if name not in tests]


def _count_others(report: Report, kept: Settled, sample: set[str]) -> None:
    """Let the last whole proof count for the mutants outside the sample. One in it that survives only now is amiss."""
    new = [name for name in report.survivors if name not in kept.survivors]
    report.problems += [f"mutant {name} survives, which it did not in the last whole proof" for name in new]
    report.killed += kept.killed - len(sample - set(kept.survivors) - set(kept.equivalent))
    report.survivors |= {name: "in the last whole proof" for name in kept.survivors if name not in sample}
    report.equivalent |= {name: key for name, key in kept.equivalent.items() if name not in sample}
