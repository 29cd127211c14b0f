"""A pytest plugin that starts busy loops once the lab's workers are there: `-p busy_loops --busy-loops 4`.

Beside eight loops a free-threaded 3.13 takes minutes to start its workers (docs/findings.md), which would be
time spent on nothing that is judged.
"""

import subprocess
import sys
from contextlib import ExitStack

import pytest

from pytest_gilclaims.plugin import SESSION


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--busy-loops", type=int, default=0)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    count = session.config.option.busy_loops
    if not count:
        return
    session.config.stash[SESSION].bench.set_up()
    loops = ExitStack()
    session.config.add_cleanup(loops.close)
    for _ in range(count):
        loop = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        loops.callback(loop.wait)
        loops.callback(loop.kill)
