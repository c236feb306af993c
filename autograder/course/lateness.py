"""How late a submission is, and what that costs by the course's rule: on nbgrader's rows, in an open database."""

from __future__ import annotations

from typing import Any


def seconds(submission: Any) -> float:
    """Seconds after the student's own due date; 0 where there is none, or no trusted time of arrival."""
    return 0.0 if submission.assignment.duedate is None else float(submission.total_seconds_late)


def settle(submission: Any, plugin: Any) -> bool:
    """Put the penalty by nbgrader's `plugin` on a submission's notebooks; returns whether it is another than before."""
    changed = False
    for notebook in submission.notebooks:
        found = _penalty(plugin, submission, notebook)
        if (notebook.late_submission_penalty or 0.0) != (found or 0.0):
            notebook.late_submission_penalty, changed = found, True
    return changed


def _penalty(plugin: Any, submission: Any, notebook: Any) -> float | None:
    """None for no penalty; never less than nothing, nor more than there is, as nbgrader has it."""
    late = seconds(submission)
    if late <= 0:
        return None
    given = (g.manual_score if g.manual_score is not None else g.auto_score or 0.0 for g in notebook.grades)
    score = sum(given) + sum(grade.extra_credit or 0.0 for grade in notebook.grades)
    found = plugin.late_submission_penalty(submission.student_id, score, late)
    return None if found is None else min(max(found, 0.0), score)
