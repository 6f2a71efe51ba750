"""The gate against the real engine: what it lets pass, the engine survives."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.serve.gate import check_query

from . import shapes
from .shapes import SECONDS, SHAPES


def passes(query: str) -> bool:
    try:
        check_query(query, lambda _: True)
    except KgError:
        return False
    return True


def find_largest(name: str) -> int:
    """Find the largest size of a shape that passes; every shape has one."""
    shape = SHAPES[name]
    low, high = 1, 1
    while passes(shape(high)):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if passes(shape(middle)) else (low, middle)
    return low


def test_every_shape_has_a_limit_far_below_where_the_engine_fails() -> None:
    largest = {name: find_largest(name) for name in SHAPES}
    assert len(largest) == 55
    assert min(largest.values()) >= 10
    assert max(largest.values()) <= 260


def test_the_engine_survives_what_the_gate_lets_pass() -> None:
    sizes = {name: find_largest(name) for name in SHAPES}
    queries = [SHAPES[name](size) for name, size in sizes.items()]
    done = subprocess.run(
        [sys.executable, str(Path(shapes.__file__))],
        input="\n".join(queries) + "\n",
        capture_output=True,
        text=True,
        timeout=10 * SECONDS,
    )
    times = [float(line) for line in done.stdout.split()]
    if done.returncode:
        pytest.fail(f"the engine ended at: {list(sizes.items())[len(times)]}")
    assert len(times) == len(queries)
    slow = {name: t for name, t in zip(sizes, times, strict=True) if t > SECONDS}
    assert slow == {}


def test_the_engine_does_not_survive_without_the_gate() -> None:
    """What makes the gate needed; if this fails, the engine has been mended and limits can grow."""
    query = SHAPES["EXISTS in EXISTS"](2_000)
    done = subprocess.run(
        [sys.executable, str(Path(shapes.__file__))],
        input=query + "\n",
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode < 0
    assert not passes(query)
