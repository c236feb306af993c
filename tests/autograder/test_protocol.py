"""What a student's process sends is a claim: it becomes plain data of bounded size, or is refused, in bounded time."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from autograder.sandbox import protocol, values
from autograder.sandbox.patience import within
from autograder.sandbox.protocol import ClosedError, OverdueError, ProtocolError
from autograder.sandbox.session import MAX_NAME, _sound, outputs
from autograder.sandbox.values import decode, encode

PLAIN = (type(None), bool, int, float, str, list, tuple, dict, np.ndarray, np.generic, values.Opaque)


def array(**changes: Any) -> dict[str, Any]:
    """The tree of an honest array of two numbers, with changes."""
    return {"~": "numpy", "dtype": "float64", "shape": [2], "at": 0, "linked": False, **changes}


TWO = np.array([1.0, 2.0]).tobytes()
FORGED = {
    "of no known kind": {"~": "function"},
    "a bare list": [1, 2],
    "a kind that can't be looked up": {"~": ["numpy"]},
    "a list without its parts": {"~": "list", "of": 3},
    "a dictionary without pairs": {"~": "dict", "of": [[1, 2, 3]]},
    "objects by dtype": array(dtype="object"),
    "texts by dtype": array(dtype="<U8"),
    "a dtype that can't be looked up": array(dtype=["float64"]),
    "more numbers than were sent": array(shape=[3]),
    "numbers from beyond the end": array(at=8),
    "numbers from before the beginning": array(at=-8),
    "a shape that is a number": array(shape=2),
    "a shape of fractions": array(shape=[2.0]),
    "a shape of truth values": array(shape=[True]),
    "a negative shape": array(shape=[-2]),
    "a shape of ten million million": array(shape=[10**13]),
    "a thousand axes": array(shape=[1] * 1000),
    "the same numbers many times over": {"~": "list", "of": [array(), array()]},
}


@pytest.mark.parametrize("tree", FORGED.values(), ids=FORGED)
def test_a_forged_tree_is_refused(tree):
    with pytest.raises(ProtocolError):
        decode(tree, TWO)


def test_a_tree_nested_too_deeply_is_refused():
    tree: Any = 1
    for _ in range(3 * values.MAX_DEPTH):
        tree = {"~": "list", "of": [tree]}
    with pytest.raises(ProtocolError):
        decode(tree, b"")


def test_a_tree_of_too_many_parts_is_refused():
    with pytest.raises(ProtocolError):
        decode({"~": "list", "of": [0] * (2 * values.MAX_ITEMS + 1)}, b"")


def test_an_empty_array_of_enormous_shape_takes_no_memory():
    assert decode(array(shape=[0, 10**7, 10**7]), b"").size == 0


def test_a_byte_that_is_neither_true_nor_false_becomes_true():
    (found,) = decode(array(dtype="bool", shape=[1]), b"\x07")
    assert found.tobytes() == b"\x01"


def test_text_comes_out_without_what_no_file_can_hold():
    decode("a\0b\ud800", b"").encode()
    found = decode({"~": "opaque", "type": "x\ud800", "text": "\0\ud800"}, b"")
    assert f"{type(found).__name__}{found!r}".encode()


def test_an_opaque_thing_equals_nothing_and_does_nothing():
    found = decode({"~": "opaque", "type": "float", "text": "2.0"}, b"")
    assert found != 2.0 and not isinstance(found, float) and not callable(found)


LEAVES = some.none() | some.booleans() | some.integers(-(2**70), 2**70) | some.floats() | some.text(max_size=9)
KINDS = some.sampled_from(["list", "tuple", "dict", "opaque", "numpy", "scalar", "other"])
NODES = some.fixed_dictionaries(
    {"~": KINDS | LEAVES},
    optional={
        "dtype": some.sampled_from([*sorted(values.DTYPES), "object"]) | LEAVES,
        "shape": some.lists(some.integers(-1, 9) | LEAVES, max_size=4) | LEAVES,
        "at": some.integers(-9, 99) | LEAVES,
        "type": LEAVES,
        "text": LEAVES,
    },
)


def grown(children: some.SearchStrategy) -> some.SearchStrategy:
    parts = some.lists(children, max_size=4)
    pairs = some.lists(some.tuples(children, children).map(list), max_size=3)
    return parts | some.builds(lambda node, of: {**node, "of": of}, NODES, parts | pairs | children)


TREES = some.recursive(LEAVES | NODES, grown, max_leaves=20)


@settings(max_examples=500, deadline=None)
@given(tree=TREES, blob=some.binary(max_size=200))
def test_whatever_is_sent_is_refused_or_becomes_plain_data(tree, blob):
    try:
        found = decode(json.loads(json.dumps(tree)), blob)
    except ProtocolError:
        return
    assert isinstance(found, PLAIN)
    repr(found).encode()


VALUES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=3), inner, max_size=3),
    max_leaves=9,
)


@settings(max_examples=200, deadline=None)
@given(value=VALUES)
def test_an_honest_value_comes_out_as_it_went_in(value):
    tree, blob = encode(value)
    assert repr(decode(json.loads(json.dumps(tree)), blob)) == repr(plain(value))


def plain(value: Any) -> Any:
    """What may not be kept of a text is replaced, on both sides alike."""
    if isinstance(value, str):
        return values.writable(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {plain(key): plain(item) for key, item in value.items()} if isinstance(value, dict) else value


NUMBERS = "?bhilBHILefdFD"  # NumPy's codes of what is sent as numbers
OTHERS = {
    "long doubles": (np.ones(2, "longdouble"), "128"),
    "text": (np.array(["a", "bc"]), "<U2"),
    "bytes": (np.array([b"a"]), "S1"),
    "objects": (np.array([1, "x"], dtype=object), "object"),
    "dates": (np.array(["2026-10-01"], "M8[D]"), "datetime64[D]"),
    "records": (np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), "('a', '<i4')"),
    "nothing": (np.zeros(1, "V3"), "V3"),
}


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("code", NUMBERS)
def test_numbers_of_every_dtype_come_out_as_they_went_in_whatever_the_order_of_their_bytes(code, order):
    given = np.array([[0, 1, 1], [2, 3, 100]]).astype(np.dtype(code).newbyteorder(order))
    for value in (given, given[:, ::-1], given.T, given[1:1], given[0, 1]):
        found = decode(*encode(value))
        assert type(found) is type(value) and found.shape == value.shape and np.array_equal(found, value)
        assert found.dtype == value.dtype.newbyteorder("=") and found.dtype.isnative


@pytest.mark.parametrize(("value", "words"), OTHERS.values(), ids=OTHERS)
def test_an_array_of_what_is_no_number_says_what_it_is(value, words):
    found = decode(*encode(value))
    assert isinstance(found, values.Opaque) and type(found).__name__ == "ndarray" and words in repr(found)


def test_every_tensor_comes_out_as_it_went_in_or_says_what_it_is():
    torch = pytest.importorskip("torch")
    kinds = {kind for kind in vars(torch).values() if isinstance(kind, torch.dtype)}
    numbers = {kind for kind in kinds if str(kind).removeprefix("torch.") in values.DTYPES}
    assert len(numbers) == len(values.DTYPES)
    for kind in numbers:
        given = torch.tensor([0, 1, 3]).to(kind)
        found = decode(*encode(given))
        assert found.dtype == kind and found.tolist() == given.tolist()
    odd = [torch.ones(2).to(torch.float8_e5m2), torch.eye(2).to_sparse(), torch.zeros(2, device="meta")]
    assert [repr(decode(*encode(one))) for one in odd] == [
        "<float8_e5m2, strided on cpu>",
        "<float32, sparse_coo on cpu>",
        "<float32, strided on meta>",
    ]
    assert decode(*encode(torch.tensor([1 + 2j]).conj().imag)).tolist() == [-2.0]


# --- frames -------------------------------------------------------------------------------------------------------


@pytest.fixture
def pipe() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def frame(text: bytes, said: int | None = None, blob: int = 0) -> bytes:
    return protocol.HEAD.pack(len(text) if said is None else said, blob) + text


@pytest.mark.parametrize(
    "text", [b"[1]", b"3", b"", b"{", b"\xff", b"[" * 100_000, b'{"number": ' + b"9" * 10_000 + b"}"]
)
def test_a_frame_that_is_no_message_is_refused(pipe, text):
    near, far = pipe
    far.sendall(frame(text))
    with pytest.raises(ProtocolError):
        protocol.receive(near, within(5))


@pytest.mark.parametrize(("text", "blob"), [(2**31, 0), (0, 2**32 - 1), (protocol.MAX_CLAIM + 1, 0)])
def test_an_enormous_frame_is_refused_before_it_is_read(pipe, text, blob):
    near, far = pipe
    far.sendall(frame(b"", text, blob))
    with pytest.raises(ProtocolError):
        protocol.receive(near, within(5), most_text=protocol.MAX_CLAIM)


def test_a_pipe_that_ends_in_the_middle_of_a_frame_is_closed(pipe):
    near, far = pipe
    far.sendall(frame(b"{", 100))
    far.close()
    with pytest.raises(ClosedError):
        protocol.receive(near, within(5))


def meanwhile(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def test_a_frame_that_comes_in_drops_is_not_waited_for_longer(pipe):
    near, far = pipe

    def drip() -> None:
        far.sendall(frame(b"", protocol.MAX_CLAIM))
        try:
            while far.send(b" "):
                time.sleep(0.0001)
        except OSError:
            pass

    thread, began = meanwhile(drip), time.monotonic()
    with pytest.raises(OverdueError):
        protocol.receive(near, within(0.3))
    assert time.monotonic() - began < 3
    near.close()
    thread.join(5)


def test_who_does_not_read_is_not_written_to_for_ever(pipe):
    near, _ = pipe
    began = time.monotonic()
    with pytest.raises(OverdueError):
        protocol.send(near, {}, bytes(10_000_000), within(0.3))
    assert time.monotonic() - began < 3


def test_somebody_looks_while_a_frame_comes_in_drops(pipe):
    near, far = pipe

    class Seen(Exception):
        pass

    def look() -> None:
        raise Seen

    far.sendall(frame(b"{", 100))
    with pytest.raises(Seen):
        protocol.receive(near, within(5), look)


# --- what is said of cells and exceptions -------------------------------------------------------------------------

NO_EXCEPTION = {
    "no names": {"kinds": [], "text": ""},
    "names that are a number": {"kinds": 5, "text": ""},
    "names that are no names": {"kinds": ["a b", 3, "\ud800"], "text": ""},
    "an endless name": {"kinds": ["A" * (MAX_NAME + 1)], "text": ""},
    "no text": {"kinds": ["ValueError"]},
    "a list": [],
}


@pytest.mark.parametrize("told", NO_EXCEPTION.values(), ids=NO_EXCEPTION)
def test_what_describes_no_exception_is_none(told):
    assert _sound(told) is None


def test_what_an_exception_says_is_cut_and_can_be_written():
    told = {
        "kinds": ["E"],
        "text": "\ud800" * 9999,
        "frames": [["x\ud800", 1], ["y" * 999, 1], [1, 2], 3],
        "errno": "1",
    }
    found = _sound(told)
    assert found and len(found["text"]) == 2000 and len(found["frames"]) == 1 and found["errno"] is None
    json.dumps(found, ensure_ascii=False).encode()


@settings(max_examples=200, deadline=None)
@given(
    told=TREES | some.fixed_dictionaries({}, optional={"kinds": TREES, "text": TREES, "frames": TREES, "errno": TREES})
)
def test_nothing_that_is_said_of_an_exception_is_an_exception_here(told):
    _sound(json.loads(json.dumps(told)))


@settings(max_examples=200, deadline=None)
@given(
    told=TREES
    | some.lists(
        some.fixed_dictionaries(
            {"output_type": some.sampled_from(["stream", "display_data", "error"]) | LEAVES},
            optional={"name": some.just("stdout") | TREES, "text": TREES, "data": TREES},
        )
    )
)
def test_nothing_that_is_said_of_outputs_is_an_exception_here(told):
    for item in outputs(json.loads(json.dumps(told))):
        json.dumps(item, ensure_ascii=False).encode()


def test_outputs_keep_text_and_pictures_alone():
    data = {"text/plain": "1", "image/png": "aGk=", "no mime": "1", "a/" + "b" * 999: "1", "text/html": {"x": 1}}
    (found,) = outputs([{"output_type": "display_data", "data": data}, {"output_type": "error"}, 3])
    assert found["data"] == {"text/plain": "1", "image/png": "aGk="}
