"""A dozen pieces of work: what waits, what computes, what does both, and what is very small or has much data."""

import hashlib
import sqlite3
import time
from collections.abc import Mapping, Sequence
from functools import partial

from gilclaims_guide.strategies import Task
from gilclaims_guide.workloads import compute, pieces_for
from pytest_gilclaims import Lane

TASK_SECONDS = 0.003
"""How long one of four tasks takes, of those that are not about being small or large."""


def call_tiny() -> int:
    """Compute next to nothing."""
    return sum(number * number for number in range(50))


def add_up_rows(rows: Sequence[Mapping[str, float]]) -> float:
    """Do little with much data."""
    return sum(row["price"] for row in rows)


def hash_bytes(content: bytes) -> str:
    """Do what C does with much data."""
    return hashlib.sha256(content).hexdigest()


def query() -> int:
    """Have a database in memory count."""
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15000) SELECT sum(i) FROM n"
    with sqlite3.connect(":memory:") as connection:
        total: int = connection.execute(sql).fetchone()[0]
    connection.close()
    return total


def wait_then_compute(pieces: int) -> Lane:
    """Wait for most of the time, then compute a little."""
    time.sleep(TASK_SECONDS)
    return compute("numbers", pieces)


def pieces_of_work() -> Mapping[str, Task[object]]:
    """Make the work, by what is done."""
    rows = [{"price": 1.5 * number, "count": float(number)} for number in range(3000)]
    computing = ("numbers", "parse", "image", "zlib", "sha256", "half waiting")
    return {
        "waiting": partial(time.sleep, TASK_SECONDS),
        "mostly waiting": partial(wait_then_compute, pieces_for("numbers", TASK_SECONDS / 5)),
        **{name: partial(compute, name, pieces_for(name, TASK_SECONDS)) for name in computing},
        "queries in memory": query,
        "tiny calls": call_tiny,
        "a loop over much data": partial(add_up_rows, rows),
        "hashing much data": partial(hash_bytes, bytes(2_000_000)),
    }
