"""Proves that an exercise's tests tell right from wrong: `python -m autograder.proving [slug…]`.

What is proved is listed in `prove`. Every answer, every variant and every mutant goes through the engine that marks
students' work (`autograder.proving.trial_runs`).
"""

from __future__ import annotations

import argparse
import ast
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.exercises import answers, forbidden
from autograder.exercises.exercise import Exercise, load, load_all
from autograder.exercises.wrong_answers import WrongAnswer
from autograder.proving import known_equivalents, mutation, trial_runs, tries
from autograder.proving.equivalence import TRIALS
from autograder.proving.proof_report import HEAD, Report, rows
from autograder.proving.trial_runs import OURS, verdicts
from autograder.sandbox.examined import Answer
from autograder.sandbox.jobs import Job
from autograder.sandbox.marking import Nursery
from autograder.verdict import TaskVerdict

ROOT = Path(__file__).parents[2]
PASTED_BELOW = 0.30
FEWEST_RIGHT, FEWEST_WRONG = 3, 6

Verdicts = dict[str, TaskVerdict]


def prove(
    exercise: Exercise, warm: Nursery, book: Path = ROOT / "book", trials: int = TRIALS, sample: bool = True
) -> Report:
    """Run every proof of the exercise. Fewer `trials` for a survivor are a first look, and settle nothing.

    - The solution gets all automatic points: with every test, with the visible tests alone, with each test cell alone.
    - The stub gets none, neither with every test nor with the visible ones alone.
    - Right answers get everything, under each of the proofs' seeds; wrong ones fail what they break, and otherwise at
      most what depends on it, and are told what is meant for them. One that fails nothing must be flagged for a
      forbidden built-in. Tests that an answer can't reach (`answers.reached`) are not run again: they give what they
      give on the solution.
    - The chapter pasted in gets less than 30 %. No test cell leaves names behind that a student may have used.
    - Mutants of the solution are killed; a survivor is equivalent if ten thousand inputs show no difference. With
      `sample`, only some of them are run while nothing has changed that the last proof of them all rests on.
    """
    started = time.monotonic()
    report = Report(exercise.slug, sum(task.points for task in exercise.automatic))
    # The parts first: each is a suite of its own, and would drive out those that all the rest shares.
    work = tries.part_jobs(exercise) | tries.answer_jobs(exercise) | _chapter_jobs(exercise, book, report)
    results = dict(trial_runs.run(warm, work))
    _judge_paste(exercise, _judge_answers(exercise, results, report), report)
    report.problems += list(_judge_sources(exercise))
    if "fault" not in results["solution"]:
        mutation.judge(exercise, warm, report, trials, results["solution"]["seconds"]["all"], sample)
    report.seconds = time.monotonic() - started
    return report


def _chapter_jobs(exercise: Exercise, book: Path, report: Report) -> dict[str, Job]:
    chapter = book / f"{exercise.chapter}.md"
    if chapter.is_file():
        return tries.chapter_jobs(exercise, chapter)
    report.problems.append(f"the chapter {chapter} is missing, so pasting it could not be tried; write it")
    return {}


def try_seeds(exercise: Exercise, warm: Nursery, count: int) -> Report:
    """Try the solution, the stub and every answer under `count` seeds each, and nothing else."""
    report = Report(exercise.slug, sum(task.points for task in exercise.automatic))
    seeds = [f"try {number}" for number in range(1, count + 1)]
    _judge_answers(exercise, dict(trial_runs.run(warm, tries.answer_jobs(exercise, seeds, seeds))), report)
    return report


def _judge_answers(exercise: Exercise, results: dict[str, Answer], report: Report) -> dict[str, Verdicts]:
    table = {name: verdicts(exercise, found) for name, found in results.items()}
    for name, found in table.items():
        right = name.startswith(("solution", "right/"))
        report.problems += [problem for verdict in found.values() for problem in _expect(name, verdict, right)]
        if name.startswith(("right/", "wrong/")):
            table[name] = found = {**table["solution"], **found}
        report.scores[name] = sum(verdict.score for verdict in found.values())
        report.messages[name] = {task: verdict.message for task, verdict in found.items() if verdict.message}
    for wrong in exercise.wrong:
        for run in tries.of(f"wrong/{wrong.name}", list(table)):
            report.problems += _judge_wrong(exercise, wrong, table[run], run)
    return table


def _expect(name: str, verdict: TaskVerdict, right: bool) -> Iterator[str]:
    if right and verdict.score < verdict.points:
        yield f"{name} fails the task {verdict.task!r}: {verdict.message}"
    if name.startswith("stub") and verdict.score:
        yield f"{name} gets points for the task {verdict.task!r}; its tests pass without an answer"
    if not right and verdict.cause in OURS:
        yield f"{name}: the tests of {verdict.task!r} raise {verdict.message!r} instead of saying what is wrong"


def _judge_wrong(exercise: Exercise, wrong: WrongAnswer, found: Verdicts, name: str) -> Iterator[str]:
    failed = {task for task, verdict in found.items() if verdict.score < verdict.points}
    if missed := set(wrong.fails) - failed:
        yield f"{name} passes {sorted(missed)}, which it should fail; make those tests stronger"
    if extra := failed - set(wrong.fails) - dependents(exercise, wrong.fails):
        yield f"{name} also fails {sorted(extra)}, which the TOML does not list: {found[min(extra)].message}"
    told = [found[task].message for task in wrong.fails] if wrong.fails else [" ".join(flags(exercise, wrong.cells))]
    # Messages are folded to a width, so line ends in them mean nothing.
    if not any(wrong.says in " ".join(message.split()) for message in told):
        yield f"{name} should be told {wrong.says!r}, but is told {told}"


def dependents(exercise: Exercise, tasks: tuple[str, ...]) -> set[str]:
    """The tasks that depend on one of `tasks`, directly or through others."""
    found: set[str] = set()
    while more := {task.name for task in exercise.tasks if {*tasks, *found} & {*task.depends_on}} - found:
        found |= more
    return found


def flags(exercise: Exercise, cells: Mapping[str, str]) -> list[str]:
    """The forbidden built-ins that an answer uses, over its tasks."""
    return [
        use
        for task in exercise.automatic
        if task.solution_id in cells
        for use in forbidden.uses(cells[task.solution_id], task.forbidden)
    ]


def _judge_sources(exercise: Exercise) -> Iterator[str]:
    if len(exercise.right) < FEWEST_RIGHT or len(exercise.wrong) < FEWEST_WRONG:
        there, needed = (len(exercise.right), len(exercise.wrong)), (FEWEST_RIGHT, FEWEST_WRONG)
        yield f"there are {there} right and wrong answers; at least {needed} are needed"
    solved = answers.solution(exercise)
    for task in exercise.automatic:
        if used := forbidden.uses(solved[task.solution_id], task.forbidden):
            yield f"the solution of {task.name!r} uses what it forbids: {used}"
    for task in exercise.automatic:
        if left := _left_behind(next(cell.source for cell in exercise.notebook.cells if cell["id"] == task.test_id)):
            yield f"the test cell of {task.name!r} sets {left}, which may be a student's own name; use a function"
    for path in exercise.right:
        cells = answers.read_answer(path)
        if missing := set(solved) - set(cells):
            yield f"right/{path.stem} has no block for {sorted(missing)}; a right answer replaces every solution cell"
        if used := flags(exercise, cells):
            yield f"right/{path.stem} uses what is forbidden: {used}"


def _left_behind(source: str) -> list[str]:
    """The names that a test cell sets in the notebook, its `test_…` and `hidden_test_…` functions apart."""
    nodes = [node for node in ast.parse(source).body if not isinstance(node, ast.FunctionDef)]
    stored = (name for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name))
    defined = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    strange = [name for name in defined if not name.startswith(("test_", "hidden_test_"))]
    return sorted({name.id for name in stored if isinstance(name.ctx, ast.Store)} | {*strange})


def _judge_paste(exercise: Exercise, table: dict[str, Verdicts], report: Report) -> None:
    """The best that pasting can get: for each task, the best of the turns."""
    turns = [found for name, found in table.items() if name.startswith("chapter/")]
    best = sum(max((found[task.name].score for found in turns), default=0.0) for task in exercise.automatic)
    report.scores["chapter pasted in"] = best
    if best >= PASTED_BELOW * exercise.points:
        report.problems.append(f"the chapter's own functions, pasted in, get {best:g} of {exercise.points:g} points")


def main(arguments: list[str] | None = None) -> int:
    """The command. Exit status 1 if anything is not proved."""
    parser = argparse.ArgumentParser(prog="python -m autograder.proving", description=prove.__doc__)
    parser.add_argument("slugs", nargs="*", help="exercises to prove; all if none is named")
    parser.add_argument("--solutions", type=Path, default=ROOT / "solutions")
    parser.add_argument("--trials", type=int, default=TRIALS, help="inputs for each survivor; fewer settle nothing")
    parser.add_argument("--all-mutants", action="store_true", help="run them all, even if nothing has changed")
    parser.add_argument("--seeds", type=int, help="only try the answers, each under so many draws of hidden inputs")
    chosen = parser.parse_args(arguments)
    exercises = [load(chosen.solutions / slug) for slug in chosen.slugs] or load_all(chosen.solutions)
    if chosen.seeds:
        return _main_seeds(exercises, chosen.seeds)
    print(HEAD, flush=True)
    problems = 0
    with trial_runs.nursery(exercises) as warm:
        for exercise in exercises:
            report = prove(exercise, warm, trials=chosen.trials, sample=not chosen.all_mutants)
            print(*rows(report), sep="\n", flush=True)
            if report.is_whole and chosen.trials >= TRIALS:
                known_equivalents.write(exercise.folder, report.settled())
            problems += len(report.problems)
    return 1 if problems else 0


def _main_seeds(exercises: list[Exercise], count: int) -> int:
    problems = list[str]()
    with trial_runs.nursery(exercises) as warm:
        for exercise in exercises:
            found = try_seeds(exercise, warm, count).problems
            print(f"{exercise.slug}: {count} seeds, {len(found)} problems", *found, sep="\n  ", flush=True)
            problems += found
    return 1 if problems else 0
