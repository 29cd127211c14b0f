"""What arms do: mixes, calls, waits of an event loop, unsafe changes, interpreters, prices of waiting."""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gilclaims_guide import (
    awaiting,
    blocking,
    extensions,
    pyodide,
    sandbox,
    subinterpreters,
    unsafe,
    waiters,
)
from gilclaims_guide.conditions import packages_named
from gilclaims_guide.loops import loop_beside_ticker, loop_giving_way, switching_every
from gilclaims_guide.peer import Outside, running_peer
from gilclaims_guide.server import running_server
from gilclaims_guide.ticker import no_permission
from pytest_gilclaims import Lab
from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.testing import open_lab


@pytest.fixture
def lab() -> Iterator[Lab]:
    with open_lab() as one:
        yield one


@pytest.fixture
def outside() -> Iterator[Outside]:
    with running_server() as server, running_peer() as peer:
        yield Outside(server=server, peer=peer)


def test_what_is_no_folder_of_pyodide_or_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no pyodide\.mjs: npm install pyodide there"):
        pyodide.folder_named(str(tmp_path))
    with pytest.raises(ValueError, match="'moon' is not installed: install it, or leave it out"):
        packages_named("pytest,moon")
    assert packages_named("pytest,psutil") == ("pytest", "psutil")


def test_calls_are_made_in_order_by_other_processes(lab: Lab) -> None:
    assert lab.map_in_processes(str, range(7)) == list("0123456")


@pytest.mark.parametrize("kind", awaiting.KINDS)
def test_tasks_wait_together_unless_their_client_blocks(outside: Outside, kind: str) -> None:
    together = awaiting.await_in_tasks(outside, awaiting.made_for_loops, kind)
    in_turn = awaiting.await_in_tasks(outside, awaiting.not_made_for_loops, kind)
    assert in_turn.facts["waiting at once"] <= 1
    assert in_turn.wall >= blocking.CROWD * blocking.SECONDS
    assert together.wall < in_turn.wall


@pytest.mark.parametrize("kind", awaiting.KINDS)
def test_a_task_waits_no_shorter_than_asked(outside: Outside, kind: str) -> None:
    async def wait() -> float:
        async with awaiting.made_for_loops(outside, kind) as call:
            started = time.perf_counter()
            await call(0.02)
            return time.perf_counter() - started

    assert asyncio.run(wait()) >= 0.02


@pytest.mark.skipif(not unsafe.is_at_hand(), reason="the C library has no such function")
def test_no_update_is_lost_where_one_thread_at_a_time_changes_the_block() -> None:
    if gil_is_enabled():
        assert unsafe.change_in_threads(unsafe.keeping_the_lock).facts == {"lost updates": 0}


def test_an_update_that_is_made_once_too_often_shows() -> None:
    calls = iter(range(10**6))

    def change(block: unsafe.Buffer) -> None:
        if next(calls) == 0:
            block[0] = b"!"

    assert unsafe.change_in_threads(change).facts == {"lost updates": 1}


@pytest.mark.parametrize("lock", ["own", "shared"])
def test_four_interpreters_of_a_process_compute_and_are_cleared_away(lock: str) -> None:
    seen = subinterpreters.run_looks(lock)
    assert set(seen.facts) == {"milliseconds overlapped"}
    if lock == "shared" and gil_is_enabled():
        assert seen.facts["milliseconds overlapped"] < 5, "what a leftover of one bridges of another's pause"


def test_the_switch_interval_is_put_back_even_after_an_error() -> None:
    def fail() -> None:
        with switching_every(0.5):
            assert sys.getswitchinterval() == 0.5
            raise LookupError

    before = sys.getswitchinterval()
    with pytest.raises(LookupError):
        fail()
    assert sys.getswitchinterval() == before


def test_a_loop_that_gives_way_lets_the_ticker_tick() -> None:
    assert loop_beside_ticker(loop_giving_way, no_permission, 0.1).facts["turns of the other thread"] > 0


def test_waiters_that_carry_a_thread_each_cost_a_thread_each() -> None:
    seen = waiters.compare_costs("tasks with threads")
    assert seen.facts["tasks"] == seen.facts["threads"]
    assert waiters.compare_costs("tasks").facts["tasks"] == waiters.TASKS


def test_outside_of_a_sandbox_everything_works() -> None:
    seen = sandbox.in_this_interpreter(Path())
    assert {name: seen.facts[name] for name in ("threads", "processes", "event loop")} == dict.fromkeys(
        ("threads", "processes", "event loop"), "works"
    )
    assert seen.facts["outcomes of threads"] == 1
    assert seen.facts["outcomes of chance"] == 10


def test_pyodide_is_found_in_its_own_folder_and_where_npm_puts_it(tmp_path: Path) -> None:
    assert pyodide.module_in(tmp_path) is None
    folder = tmp_path / "node_modules" / "pyodide"
    folder.mkdir(parents=True)
    (folder / "pyodide.mjs").touch()
    assert pyodide.module_in(tmp_path) == pyodide.module_in(folder) == folder / "pyodide.mjs"


def test_extension_modules_are_found_within_packages_and_by_themselves() -> None:
    assert any(name.startswith("psutil.") for name in extensions.modules_of("psutil"))
    assert list(extensions.modules_of("json")) == []
    assert list(extensions.modules_of("no_such_package")) == []
