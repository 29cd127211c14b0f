"""A pytest plugin that starts busy loops once the lab's workers are there: `-p busy_loops --busy-loops 4`.

Beside eight loops a free-threaded 3.13 takes minutes to start its workers (docs/findings.md), which would be
time spent on nothing that is judged.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from pytest_gilclaims.plugin import SESSION

LOOP = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(1_000_000):
        pass
"""
"""Ends by itself when its parent is gone: nobody else ends it when that was killed."""


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keep so many processes busy meanwhile."""
    with ExitStack() as loops:
        for _ in range(count):
            loop = subprocess.Popen([sys.executable, "-c", LOOP, str(os.getpid())])
            loops.callback(loop.wait)
            loops.callback(loop.kill)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--busy-loops", type=int, default=0)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    count = session.config.option.busy_loops
    if not count:
        return
    session.config.stash[SESSION].bench.pools.start()
    loops = ExitStack()
    session.config.add_cleanup(loops.close)
    loops.enter_context(busy_loops(count))
