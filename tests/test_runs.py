"""The stored runs are what their code makes, small, and enough for the chapter that draws them."""

import json
from pathlib import Path

import numpy as np
import pytest

from descent.runs import load_runs
from descent.runs.measures import batches_to, oscillation, running_mean
from descent.runs.mini_cnn import GRID, PAIR, SEEDS, STARTS, TUNING_SEEDS, Setting, run, settings

FILE = Path(__file__).parent.parent / "descent" / "runs" / "mini_cnn.json"


def test_every_setting_is_stored_once_and_the_file_is_small() -> None:
    stored = [(r.name, r.framework, r.optimizer, r.rate, r.seed, r.weight_decay, r.start) for r in load_runs().runs]
    asked = [
        (s.name, s.framework, s.optimizer, s.rate, s.seed, s.weight_decay, s.start)
        for s in settings(load_runs().tuning)
    ]
    assert stored == asked
    assert FILE.stat().st_size <= 360_000


def test_the_file_says_what_made_it() -> None:
    assert set(load_runs().made_with) == {"python", "numpy", "torch", "keras", "tensorflow"}


def test_losses_are_finite_and_as_many_as_batches() -> None:
    for kept in load_runs().runs:
        batches, epochs = (80, 16) if kept.name == "fine-tuning" else (165, 5)
        assert kept.losses.shape == (batches,) and kept.validation.shape == (epochs,)
        assert np.isfinite(kept.losses).all() and np.isfinite(kept.validation).all()


@pytest.mark.parametrize("framework", ["torch", "tf"])
@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 0.001), ("sgd", 0.01)])
def test_a_short_rerun_agrees_with_the_stored_losses(framework: str, optimizer: str, rate: float) -> None:
    """Eight batches: other processors round otherwise, and the difference grows with each step."""
    setting = Setting("ten digits", framework, optimizer, rate, seed=0)
    again = run(setting, batches=8)["losses"]
    kept = load_runs().choose(name="ten digits", framework=framework, optimizer=optimizer, rate=rate, weight_decay=0.0)
    np.testing.assert_allclose(again, kept[0].losses[:8], atol=0.002)  # half a unit of the third decimal, and room


def test_rates_are_tuned_on_seeds_that_no_stored_run_has_and_none_lies_at_the_edge_of_the_grid() -> None:
    stored = load_runs()
    assert not {kept.seed for kept in stored.runs} & {*TUNING_SEEDS}
    for framework in ("torch", "tf"):
        for optimizer in PAIR:
            for start in STARTS:
                tried = stored.tried(framework, optimizer, start)
                assert sorted(each.rate for each in tried) == [*GRID]
                assert GRID[0] < tried[0].rate < GRID[-1]
                assert stored.choose(
                    name="fine-tuning", framework=framework, optimizer=optimizer, start=start, rate=tried[0].rate
                )


def test_runs_that_are_chosen_come_by_seed_and_pair() -> None:
    chosen = load_runs().choose(name="even or odd", framework="tf", optimizer="adam")
    assert [kept.seed for kept in chosen] == list(range(SEEDS))


def test_choosing_what_is_not_there_raises() -> None:
    with pytest.raises(LookupError, match="no run has"):
        load_runs().choose(optimizer="adagrad")


def test_measures_by_hand() -> None:
    np.testing.assert_allclose(running_mean([1.0, 2.0, 6.0], 2), [1.5, 4.0])
    assert batches_to([4.0, 2.0, 0.0, 0.0], 1.0, window=2) == 3  # the means are 3, 1, 0
    assert np.isnan(batches_to([4.0, 4.0], 1.0, window=2))
    assert oscillation(np.arange(20.0)) == pytest.approx(0.0, abs=1e-12)  # a steady fall is no oscillation
    assert oscillation([0.0, 3.0, 0.0], window=3) == 2.0  # 3 − 1


def test_the_file_is_plain_json() -> None:
    first = json.loads(FILE.read_text())["runs"][0]
    assert {"name", "framework", "optimizer", "rate", "seed", "losses"} <= set(first)
