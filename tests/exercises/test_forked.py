"""The warm parent: it forks, streams, stops what runs too long, and survives what its children do."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from autograder.forked import Job, Result, WarmParent, notebook_job, run_cells


def _run(warm: WarmParent, *sources: str, seconds: float = 20.0) -> Result:
    cells = [(f"cell-{number}", source) for number, source in enumerate(sources)]
    (result,) = warm.run([notebook_job("candidate", cells, [name for name, _ in cells], seconds)])
    return result


def _states(result: Result) -> list[str]:
    return [item["state"] for item in result.items]


def test_cells_share_a_namespace_and_each_failure_is_caught() -> None:
    cells = [["a", "x = 1"], ["b", "assert x == 2, 'x is 1'"], ["c", "1 / 0"], ["d", "x +"], ["e", "assert x == 1"]]
    items = list(run_cells({"cells": cells, "tests": ["b", "c", "d", "e"]}))
    assert [item["state"] for item in items] == ["wrong", "raised", "raised", "passed"]
    assert items[0]["message"] == "x is 1"
    assert items[1]["message"] == "ZeroDivisionError: division by zero"


def test_a_candidate_starts_afresh(warm: WarmParent) -> None:
    assert _states(_run(warm, "leftover = 1")) == ["passed"]
    assert _states(_run(warm, "leftover")) == ["raised"]


def test_both_frameworks_compute_in_a_child_and_their_threads_do_not_hang(warm: WarmParent) -> None:
    torch = "import torch\nassert (torch.ones(600, 600) @ torch.ones(600, 600)).sum() == 600**3"
    tensorflow = "import tensorflow as tf\nassert tf.reduce_sum(tf.ones((600, 600)) @ tf.ones((600, 600))) == 600**3"
    assert _states(_run(warm, torch, tensorflow)) == ["passed", "passed"]


def test_a_time_limit_keeps_what_was_found_and_kills_the_whole_group(warm: WarmParent, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    spawn = "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\n"
    spawn += f"open({str(pid_file)!r}, 'w').write(str(child.pid))"
    started = time.monotonic()
    result = _run(warm, "x = 1", spawn, "while True: pass", seconds=3.0)
    assert result.ended == "timeout"
    assert _states(result) == ["passed", "passed"]
    assert time.monotonic() - started < 15
    assert _is_gone(int(pid_file.read_text()))


def _is_gone(pid: int) -> bool:
    """Whether the process has ended; a killed one may wait for a moment, or for good, to be reaped."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


def test_a_child_that_exits_is_reported_and_the_next_one_runs(warm: WarmParent) -> None:
    result = _run(warm, "x = 1", "import os; os._exit(0)")
    assert (result.ended, _states(result)) == ("exited", ["passed"])
    assert _states(_run(warm, "x = 1")) == ["passed"]


def test_what_a_candidate_prints_does_not_disturb_the_results(warm: WarmParent) -> None:
    loud = "import os\nprint('{\"ended\": \"done\"}\\n' * 1000)\nos.system('echo {}')\nos.write(1, b'{}\\n')"
    assert _states(_run(warm, loud, "x = 1")) == ["passed", "passed"]


def test_a_long_message_is_capped(warm: WarmParent) -> None:
    result = _run(warm, "assert False, 'a' * 10_000_000")
    assert len(result.items[0]["message"]) <= 4000


def test_many_jobs_come_back_each_once(warm: WarmParent) -> None:
    jobs = [notebook_job(f"job {number}", [("a", f"assert {number} % 3")], ["a"]) for number in range(30)]
    found = {result.name: result.items[0]["state"] for result in warm.run(jobs)}
    assert found == {f"job {number}": "wrong" if number % 3 == 0 else "passed" for number in range(30)}


def test_an_unknown_target_is_an_error_and_not_a_hang(warm: WarmParent) -> None:
    (result,) = warm.run([Job("lost", "autograder.forked:no_such_function", {}, 10.0)])
    assert result.ended == "exited"
    assert "no_such_function" in result.error


@pytest.mark.parametrize("count", [0, 1])
def test_the_parent_takes_any_number_of_jobs(warm: WarmParent, count: int) -> None:
    assert len(list(warm.run(notebook_job(str(n), [("a", "")], ["a"]) for n in range(count)))) == count
