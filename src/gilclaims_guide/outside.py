"""The world outside, on which calls block: the web, a database, a socket; and a database that is not outside at all.

Each lasts at least as long as it is asked to.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial

from gilclaims_guide.downloads import new_batch
from gilclaims_guide.locks import Sleep
from gilclaims_guide.peer import Outside


@contextmanager
def waiting_for_answer(outside: Outside) -> Iterator[Sleep]:
    """HTTP: a request that the server answers after that time."""
    batch = new_batch()

    def fetch(seconds: float) -> None:
        outside.server.get(f"/wait/{batch}/{seconds}")

    yield fetch


@contextmanager
def waiting_for_query(outside: Outside) -> Iterator[Sleep]:
    """A database: a query that another process computes for that time."""
    yield partial(outside.peer.ask, "query")


@contextmanager
def waiting_for_peer(outside: Outside) -> Iterator[Sleep]:
    """A socket: a read from a peer that writes after that time."""
    yield partial(outside.peer.ask, "answer")


QUERY = """
WITH RECURSIVE numbers(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000000)
SELECT sum(n) FROM numbers
"""
"""Takes SQLite seconds, should nobody interrupt it."""


def query(seconds: float) -> None:
    """Let SQLite compute for so long: it lets go of the lock meanwhile."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        timer = threading.Timer(seconds, database.interrupt)
        timer.start()
        try:
            with suppress(sqlite3.OperationalError):
                database.execute(QUERY).fetchone()
        finally:
            timer.cancel()
            timer.join()


@contextmanager
def computing_in_database(outside: Outside) -> Iterator[Sleep]:
    """A database that computes: a query that is interrupted after that time."""
    yield query


KINDS = {
    "http": waiting_for_answer,
    "database": waiting_for_query,
    "socket": waiting_for_peer,
    "query": computing_in_database,
}
