"""What runs in a worker process: task after task, as they come down a line, until the line is cut.

A task travels as bytes. They are read within a ``try`` and before the gate, and what came of the task travels back as
bytes again, so that nothing that cannot be read takes the worker with it.
"""

import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Literal, NamedTuple

from pytest_gilclaims.instruments.gate import Gate
from pytest_gilclaims.instruments.place import Place


class Order(NamedTuple):
    """One thing to do: a task in bytes, and the place among those to meet before it, if any."""

    task: bytes
    place: Place | None


class Answer(NamedTuple):
    """What came of a task, in bytes: its result, what it raised, or in words why it could not be read."""

    kind: Literal["result", "raised", "unreadable"]
    content: bytes


def serve(line: "Connection[Answer, Order]", gate: Gate, environment: Mapping[str, str]) -> None:
    """Do what comes down the line until it is cut. environment: the variables to work with."""
    # Ctrl-C is for the parent, and nobody outlives it, not even when it is killed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _become(environment)
    with suppress(EOFError, OSError):
        while True:
            line.send(follow(line.recv(), gate))


def _die_with_parent() -> None:
    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _become(environment: Mapping[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


def follow(order: Order, gate: Gate) -> Answer:
    """Read a task, meet the others if there are any, do it, and pack what came of it."""
    try:
        task: Callable[[], object] = pickle.loads(order.task)
    except BaseException as error:
        return Answer("unreadable", f"{type(error).__name__}: {error}".encode())
    if order.place is not None:
        with order.place.taken():
            gate.wait()
    try:
        return Answer("result", pickle.dumps(task()))
    # Whatever ends a task, `SystemExit` too, is the task's and not the worker's.
    except BaseException as error:
        return Answer("raised", packed_exception(error))


def packed_exception(error: BaseException) -> bytes:
    """Pack an exception with its traceback as a note; in words where it does not survive the journey."""
    in_words = RuntimeError("".join(traceback.format_exception_only(error)).strip())
    note = "".join(["In a worker process:\n", *traceback.format_tb(error.__traceback__)])
    for raised in (error, in_words):
        raised.add_note(note)
    with suppress(Exception):
        packed = pickle.dumps(error)
        if type(pickle.loads(packed)) is type(error):
            return packed
    return pickle.dumps(in_words)
