"""Images of the ten digits: scikit-learn's bundled 8×8 scans offline, or MNIST through Keras's own loader."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray


class DataUnavailableError(RuntimeError):
    """The data can't be had here; the message says why, and what to do."""


@dataclass(frozen=True, eq=False)
class Images:
    """N pictures with their labels.

    Shapes: images (N, H, W) float32 in [0, 1], 0 black; labels (N,) int64, an index into class_names.
    """

    name: str
    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[Any]) -> "Images":
        """These rows (indices or a mask) as images of their own."""
        return replace(self, images=self.images[rows], labels=self.labels[rows])

    def split(self, validation: float = 0.2, test: float = 0.2, seed: int = 0) -> tuple["Images", "Images", "Images"]:
        """Training, validation and test images: shuffled by the seed, each class divided by the same shares.

        Units: validation and test are shares of the whole, at least 0, together below 1; each class rounds by itself.
        Errors: ValueError for shares that leave nothing to train on.
        """
        if not (validation >= 0 and test >= 0 and validation + test < 1):
            raise ValueError(
                f"validation={validation} and test={test} are shares of all images: "
                "each at least 0, together below 1, so that some are left to train on."
            )
        parts = _stratified(self.labels, (validation, test), np.random.default_rng(seed))
        return self.take(parts[0]), self.take(parts[1]), self.take(parts[2])


def load_images(name: str = "digits") -> Images:
    """The images called name: "digits" (1,797 of 8×8, offline) or "mnist" (70,000 of 28×28, downloaded once and kept).

    Shapes: (N, H, W), see `Images`. MNIST's 60,000 training images come first, its 10,000 test images after them.
    Errors: ValueError for an unknown name; DataUnavailableError where the data can't be had, with the cure.
    Source: sklearn.datasets.load_digits (E. Alpaydin and C. Kaynak, 1998, UCI repository);
        keras.datasets.mnist (Y. LeCun et al., 1998, doi:10.1109/5.726791).
    """
    if name not in _LOADERS:
        raise ValueError(f"there are no images called {name!r}; choose one of {', '.join(map(repr, _LOADERS))}.")
    return _LOADERS[name]()


def _digits() -> Images:
    try:
        from sklearn.datasets import load_digits
    except ImportError as problem:
        raise DataUnavailableError('the digits come with scikit-learn: run "pip install scikit-learn".') from problem
    bunch = load_digits()
    return _images("digits", bunch.images, bunch.target, brightest=16)


def _mnist() -> Images:
    try:
        from keras.datasets import mnist
    except ImportError as problem:
        raise DataUnavailableError('MNIST comes through Keras: run "pip install keras tensorflow".') from problem
    kept = _mnist_cache()
    was_kept = kept.exists()
    try:
        (x_train, y_train), (x_test, y_test) = mnist.load_data()  # prints its own progress bar
    except Exception as problem:  # Keras raises a bare Exception when a download fails
        if not (_offline(problem) or isinstance(problem, _DAMAGED)):
            raise
        raise DataUnavailableError(_no_mnist(kept, was_kept, problem)) from problem
    return _images("mnist", np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]), brightest=255)


def _mnist_cache() -> Path:
    """Where Keras's loader keeps MNIST: in its home folder, or in the temporary one if that can't be written to."""
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    if not os.access(home, os.W_OK):
        home = Path("/tmp" if Path("/tmp").is_dir() else gettempdir()) / ".keras"
    return home / "datasets" / "mnist.npz"


_DAMAGED = (ValueError, KeyError, EOFError, BadZipFile)  # what reading a damaged file raises


def _offline(problem: Exception) -> bool:
    return isinstance(problem, OSError) or "URL fetch failure" in str(problem)


def _no_mnist(kept: Path, was_kept: bool, problem: Exception) -> str:
    """What to tell the reader: what happened to the kept copy and to the download, and the two cures."""
    causes = []
    if was_kept:
        causes.append(f"the copy in {kept} is damaged" + ("" if kept.exists() else ", so Keras threw it away"))
    if _offline(problem):
        causes.append("the download failed, as it does without a network")
    else:
        causes.append("the file isn't the one that Keras expects")
    return (
        f"MNIST can't be had: {', and '.join(causes)} ({problem}). "
        f'Use load_images("digits"), which needs no network, or copy a good mnist.npz to {kept}.'
    )


def _images(name: str, images: NDArray[Any], labels: NDArray[Any], brightest: float) -> Images:
    return Images(
        name=name,
        images=(images / np.float32(brightest)).astype(np.float32, copy=False),
        labels=labels.astype(np.int64),
        class_names=tuple("0123456789"),
    )


def _stratified(
    labels: NDArray[np.int64], shares: tuple[float, ...], rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Row numbers: first those left over, then one array for each share, each shuffled again so that classes mix."""
    parts: list[list[NDArray[np.int64]]] = [[] for _ in (1.0, *shares)]
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        ends = np.round(np.cumsum(shares) * len(rows)).astype(int)
        *chosen, rest = np.split(rows, ends)
        for part, rows_of_label in zip(parts, (rest, *chosen), strict=True):
            part.append(rows_of_label)
    return [rng.permutation(np.concatenate(part)) if part else np.empty(0, np.int64) for part in parts]


_LOADERS: dict[str, Callable[[], Images]] = {"digits": _digits, "mnist": _mnist}
