"""A database and a peer in a process of its own, which takes its time to answer.

It needs nothing but the standard library, so that it is there at once.
"""

import socketserver
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing

QUERY = """
WITH RECURSIVE numbers(n) AS (
    VALUES(1) UNION ALL SELECT n + 1 FROM numbers WHERE CASE WHEN n % 500 THEN 1 ELSE is_early() END
)
SELECT sum(n) FROM numbers
"""
"""Adds up numbers for as long as it is early: how long it takes is told by the clock, and not by the machine."""


def answer(seconds: float) -> int:
    """Let that time go by."""
    time.sleep(seconds)
    return 0


def query(seconds: float) -> int:
    """Have SQLite compute for that time."""
    end = time.monotonic() + seconds
    with closing(sqlite3.connect(":memory:")) as database:
        database.create_function("is_early", 0, lambda: time.monotonic() < end)
        return int(database.execute(QUERY).fetchone()[0])


ANSWERS: dict[bytes, Callable[[float], int]] = {b"answer": answer, b"query": query}


class Conversation(socketserver.StreamRequestHandler):
    """Answers each line, such as ``query 0.1``, with a number, no sooner than after so many seconds."""

    def handle(self) -> None:
        """Answer until the other side has gone."""
        for line in self.rfile:
            word, seconds = line.split()
            self.wfile.write(b"%d\n" % ANSWERS[word](float(seconds)))


class Listener(socketserver.ThreadingTCPServer):
    """A thread for each connection, as many database servers have."""

    daemon_threads = True
    request_queue_size = 128


def serve(lines_of_input: Callable[[], object]) -> None:
    """Say where it listens, and answer until standard input ends."""
    with Listener(("127.0.0.1", 0), Conversation) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        print(listener.server_address[1], flush=True)
        lines_of_input()


if __name__ == "__main__":
    import sys

    serve(sys.stdin.buffer.read)
