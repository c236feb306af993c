"""`make check` finds whatever is random in a hidden test without a seed that was drawn, in any spelling."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from press import check
from press.checks import hidden_seeds
from press.layout import Layout

SLUG = "momentum"
PLANTED = {
    "a number": "np.random.default_rng(0)",
    "a number under its name": "np.random.default_rng(seed=3)",
    "no number": "np.random.default_rng()",
    "the old generator": "np.random.RandomState(3)",
    "a global seed": "np.random.seed(3)",
    "PyTorch's": "torch.manual_seed(3)",
    "PyTorch's generator": "torch.Generator().manual_seed(3)",
    "TensorFlow's": "tf.random.set_seed(3)",
    "TensorFlow's generator": "tf.random.Generator.from_seed(3)",
    "a stateless draw": "tf.random.stateless_normal((3,), seed=(1, 2))",
    "Keras's": "keras.utils.set_random_seed(3)",
    "an initializer's": "keras.initializers.GlorotUniform(seed=3)",
    "Python's": "random.Random(3)",
    "a bit generator's": "np.random.Generator(np.random.PCG64(3))",
    "a loop's": "for seed in range(3):\n    np.random.default_rng(seed)",
    "a loop's, drawn in part": "for n, seed in ((3, fresh_seed()), (5, 7)):\n    np.random.default_rng(seed)",
    "a comprehension's": "[np.random.default_rng(n) for n in (1, 2)]",
    "by a name": "start = 3\nnp.random.default_rng(start)",
    "by a name, drawn elsewhere": "start = fresh_seed()\nstart = 3\nnp.random.default_rng(start)",
    "by another name": "make = np.random.default_rng\nmake(3)",
    "by an import": "from numpy.random import default_rng as make\nmake(3)",
    "by a text": "getattr(np.random, 'default_rng')(3)",
    "by a parameter": "def draws(start):\n    return np.random.default_rng(start)\ndraws(3)",
    "by a default": "def draws(start=3):\n    return np.random.default_rng(start)\ndraws()",
    "by a driver's argument": "def run(x, start):\n    torch.manual_seed(start)\ncheck_value(run, (1.0, 3), 2, '')",
    "as an option": "check_value(minibatches, (1,), 2, '', options={'seed': 3})",
    "the system's": "np.random.default_rng(int.from_bytes(os.urandom(4), 'big'))",
    "the system's alone": "os.urandom(4)",
    "a draw without a generator": "np.random.normal(size=3)",
    "PyTorch's without a generator": "torch.randn(3)",
}
DRAWN = {
    "itself": "rng = np.random.default_rng(fresh_seed())\nrng.normal(size=3)",
    "with a number of its own": "np.random.default_rng([fresh_seed(), 3]).normal()",
    "by a name": "x, start = np.ones(3), fresh_seed()\ntorch.manual_seed(start)\nkeras.utils.set_random_seed(start)",
    "from a generator": "rng = np.random.default_rng(fresh_seed())\nn = rng.integers(9)\nnp.random.default_rng(n)",
    "in a loop": "for seed in (fresh_seed(), fresh_seed()):\n    np.random.default_rng(seed)",
    "by a parameter": "def draws(start):\n    return np.random.default_rng(start)\ndraws(fresh_seed())",
    "with its generator": "torch.randn(3, generator=torch.Generator().manual_seed(fresh_seed()))",
    "as an option": "seed = fresh_seed()\noptions = {'seed': seed}",
}


@pytest.mark.parametrize("code", PLANTED.values(), ids=PLANTED)
def test_what_was_not_drawn_is_found(code: str) -> None:
    assert list(hidden_seeds.problems(code))


@pytest.mark.parametrize("code", DRAWN.values(), ids=DRAWN)
def test_what_was_drawn_is_left_alone(code: str) -> None:
    assert list(hidden_seeds.problems(code)) == []


@pytest.fixture
def copy(layout: Layout, tmp_path: Path) -> Layout:
    shutil.copytree(layout.solutions / SLUG, tmp_path / "solutions" / SLUG)
    return Layout(tmp_path)


def planted(copy: Layout, old: str, new: str) -> list[str]:
    master = copy.solutions / SLUG / f"{SLUG}.md"
    assert old in master.read_text()
    master.write_text(master.read_text().replace(old, new, 1))
    return list(check.hidden_inputs_drawn(copy))


def test_no_exercise_has_such_a_test(layout: Layout) -> None:
    assert list(check.hidden_inputs_drawn(layout)) == []


def test_a_number_in_a_hidden_test_is_named_with_file_cell_and_cure(copy: Layout) -> None:
    finding, *_ = planted(copy, "default_rng(fresh_seed())", "default_rng(71)")
    assert finding.startswith("solutions/momentum/momentum.md, cell momentum-batches-test: np.random.default_rng(71)")
    assert finding.endswith("take the seed from fresh_seed() in the hidden test itself")


def test_a_generator_of_the_checks_cell_is_found(copy: Layout) -> None:
    bare = "grade_id: momentum-checks, locked: true, schema_version: 3, solution: false, task: false}\n---\n"
    (finding,) = planted(copy, bare, f"{bare}RNG = np.random.default_rng(3)\n")
    assert "cell momentum-checks" in finding


def test_visible_tests_keep_their_numbers_and_draw_none(copy: Layout) -> None:
    (finding,) = planted(copy, "default_rng(7)", "default_rng(fresh_seed())")
    assert "outside of the hidden tests" in finding
