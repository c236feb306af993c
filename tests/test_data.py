"""The images: the digits offline, MNIST by Keras's own loader with its cache, its progress bar and its failures."""

import email
import subprocess
import sys
import urllib.request
import urllib.response

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descent.data import DataUnavailableError, Images, load_images


@pytest.fixture(scope="module")
def digits():
    return load_images()


def test_the_digits_are_1797_scans_of_8_by_8_with_a_label_each(digits):
    # The counts are those of scikit-learn's documentation of load_digits.
    assert (digits.name, digits.images.shape, digits.labels.shape) == ("digits", (1797, 8, 8), (1797,))
    assert (digits.images.dtype, digits.labels.dtype) == (np.float32, np.int64)
    assert digits.images.min() == 0.0 and digits.images.max() == 1.0
    assert digits.class_names == tuple("0123456789") and set(digits.labels) == set(range(10))
    assert len(digits) == 1797


def test_digits_are_the_default_and_the_same_each_time(digits):
    np.testing.assert_array_equal(load_images("digits").images, digits.images)


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match="no images called 'cifar'; choose one of 'digits', 'mnist'"):
        load_images("cifar")


def test_images_cannot_be_exchanged_by_accident(digits):
    with pytest.raises(AttributeError):
        digits.labels = None


def test_a_split_gives_each_image_to_one_part_and_shuffles_it(digits):
    numbered = Images("n", np.arange(1797.0).reshape(-1, 1, 1), digits.labels, digits.class_names)
    parts = numbered.split()
    seen = np.concatenate([part.images.ravel() for part in parts])
    assert sorted(seen) == list(range(1797))
    assert all(np.any(np.diff(part.images.ravel()) < 0) for part in parts)
    for part in parts:  # labels travel with their images
        np.testing.assert_array_equal(part.labels, digits.labels[part.images.ravel().astype(int)])


def test_a_split_keeps_each_class_at_its_share(digits):
    train, validation, test = digits.split(validation=0.1, test=0.3)
    for label, count in enumerate(np.bincount(digits.labels)):
        assert abs((validation.labels == label).sum() - 0.1 * count) <= 1
        assert abs((test.labels == label).sum() - 0.3 * count) <= 1
        assert abs((train.labels == label).sum() - 0.6 * count) <= 1


def test_the_seed_decides_the_split(digits):
    again, other = digits.split(seed=3)[0], digits.split(seed=4)[0]
    np.testing.assert_array_equal(digits.split(seed=3)[0].images, again.images)
    assert not np.array_equal(other.images, again.images)


@settings(deadline=None, max_examples=40)
@given(
    labels=st.lists(st.integers(0, 9), max_size=40),
    shares=st.tuples(st.floats(0, 0.49), st.floats(0, 0.49)),
    seed=st.integers(0, 1000),
)
def test_any_labels_can_be_split_without_loss(labels, shares, seed):
    images = np.arange(float(len(labels))).reshape(-1, 1, 1)
    parts = Images("any", images, np.array(labels, np.int64), ()).split(*shares, seed=seed)
    assert sorted(np.concatenate([part.images.ravel() for part in parts])) == list(range(len(labels)))


@pytest.mark.parametrize("validation, test", [(0.5, 0.5), (-0.1, 0.2), (0.2, 1.0), (float("nan"), 0.1)])
def test_shares_that_leave_nothing_to_train_on_are_refused(digits, validation, test):
    with pytest.raises(ValueError, match="together below 1, so that some are left to train on"):
        digits.split(validation, test)


def test_importing_the_loaders_imports_neither_scikit_learn_nor_keras():
    program = "import sys, descent.data; print({'sklearn', 'keras', 'tensorflow', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name, package, cure", [("digits", "sklearn", "scikit-learn"), ("mnist", "keras", "keras")])
def test_a_missing_package_is_named_with_how_to_install_it(monkeypatch, name, package, cure):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setitem(sys.modules, f"{package}.datasets", None)
    with pytest.raises(DataUnavailableError, match=f"pip install {cure}"):
        load_images(name)


# MNIST: Keras's own loader runs in each test, against a home of its own and a network that the test decides.


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where Keras keeps mnist.npz in this test, in a home that is empty."""
    from keras.src.backend import config

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(config, "_KERAS_DIR", str(tmp_path))  # Keras read KERAS_HOME when it was imported
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets" / "mnist.npz"


@pytest.fixture
def no_network(monkeypatch):
    """Every request fails, on a machine with a network too: the proxy's port is closed."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setattr(urllib.request, "_opener", None)


@pytest.fixture
def any_fingerprint(monkeypatch):
    """Keras accepts a small file in place of the real one; all else of its loader runs as it is."""
    from keras.src.utils import file_utils

    monkeypatch.setattr(file_utils, "validate_file", lambda *args, **kwargs: True)


@pytest.fixture
def small_mnist(tmp_path):
    """A file in MNIST's format: three training images, two test images."""
    path = tmp_path / "small.npz"
    pictures = np.arange(5 * 28 * 28, dtype=np.uint32).reshape(5, 28, 28) % 256
    np.savez(
        path,
        x_train=pictures[:3].astype(np.uint8),
        y_train=np.array([5, 0, 4], np.uint8),
        x_test=pictures[3:].astype(np.uint8),
        y_test=np.array([7, 2], np.uint8),
    )
    return path


def test_mnist_without_a_network_says_so_and_names_both_cures(kept, no_network):
    with pytest.raises(DataUnavailableError) as caught:
        load_images("mnist")
    message = str(caught.value)
    assert message.startswith(
        "MNIST can't be had: the download failed, as it does without a network (URL fetch failure"
    )
    assert 'load_images("digits")' in message and f"copy a good mnist.npz to {kept}" in message
    assert not kept.exists()


def test_a_damaged_copy_is_named_when_no_other_can_be_had(kept, no_network):
    kept.write_bytes(b"half a download")
    with pytest.raises(DataUnavailableError) as caught:
        load_images("mnist")
    assert f"the copy in {kept} is damaged, so Keras threw it away, and the download failed" in str(caught.value)


def test_a_copy_that_is_no_archive_is_named(kept, no_network, any_fingerprint):
    kept.write_bytes(b"no archive at all")
    with pytest.raises(DataUnavailableError, match=r"the copy in .* is damaged, and the file isn't the one that Keras"):
        load_images("mnist")


def test_mnist_in_the_cache_is_loaded_without_a_network(kept, no_network, any_fingerprint, small_mnist, capfd):
    small_mnist.rename(kept)
    mnist = load_images("mnist")
    assert (mnist.name, mnist.images.shape, mnist.images.dtype) == ("mnist", (5, 28, 28), np.float32)
    assert mnist.labels.tolist() == [5, 0, 4, 7, 2] and mnist.labels.dtype == np.int64
    assert mnist.images.flat[:3].tolist() == [0.0, np.float32(1 / 255), np.float32(2 / 255)]
    assert mnist.images.max() == 1.0
    assert "Downloading" not in capfd.readouterr().out


def test_a_mistake_that_has_nothing_to_do_with_the_network_is_not_blamed_on_it(kept, monkeypatch):
    from keras.datasets import mnist

    monkeypatch.setattr(mnist, "load_data", lambda: ((), ()).missing)
    with pytest.raises(AttributeError):
        load_images("mnist")


class _Served(urllib.request.HTTPSHandler):
    """Answers each https request with one file."""

    def __init__(self, path):
        super().__init__()
        self.path, self.requests = path, 0

    def https_open(self, request):
        self.requests += 1
        headers = email.message_from_string(f"Content-Length: {self.path.stat().st_size}")
        response = urllib.response.addinfourl(self.path.open("rb"), headers, request.full_url, 200)
        response.msg = "OK"
        return response


def test_mnist_is_downloaded_once_with_a_progress_bar_and_then_kept(
    kept, any_fingerprint, small_mnist, monkeypatch, capsys
):
    served = _Served(small_mnist)
    monkeypatch.setattr(urllib.request, "_opener", urllib.request.build_opener(served, urllib.request.ProxyHandler({})))
    for _ in range(2):
        assert load_images("mnist").labels.tolist() == [5, 0, 4, 7, 2]
    assert served.requests == 1 and kept.read_bytes() == small_mnist.read_bytes()
    shown = capsys.readouterr().out
    assert shown.count("Downloading data from https://") == 1 and "━" in shown
