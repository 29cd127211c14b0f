"""The gate: nobody begins before all have come, and nobody waits for one who never will."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from pytest_gilclaims.instruments.crowd import run_in_crowd
from pytest_gilclaims.instruments.gate import Gate, Gatekeeper
from pytest_gilclaims.instruments.refusal import Unavailable

COUNT = 4


def come_late(gate: Gate, delay: float) -> tuple[int, int]:
    """Return when a worker came, and when it was let go."""
    time.sleep(delay)
    came = time.perf_counter_ns()
    gate.wait()
    return came, time.perf_counter_ns()


def test_nobody_goes_before_the_last_has_come_time_after_time() -> None:
    with ThreadPoolExecutor(COUNT) as pool, Gatekeeper() as keeper:
        for _ in range(20):
            workers = [pool.submit(come_late, keeper.gate, 0.002 * number) for number in range(COUNT)]
            with keeper.opened_for(workers):
                times = [worker.result() for worker in workers]
            assert min(went for _, went in times) > max(came for came, _ in times)


def test_the_gate_stays_shut_while_one_is_missing() -> None:
    with Gatekeeper() as keeper:
        threads = [threading.Thread(target=keeper.gate.wait) for _ in range(COUNT - 1)]
        opener = threading.Thread(target=keeper.open, args=(COUNT,))
        for thread in [opener, *threads]:
            thread.start()
        time.sleep(0.3)
        assert all(thread.is_alive() for thread in threads)
        keeper.gate.wait()
        for thread in [opener, *threads]:
            thread.join()


def test_a_worker_that_ended_before_it_came_is_not_waited_for() -> None:
    dead: Future[None] = Future()
    dead.set_exception(RuntimeError("killed"))
    with ThreadPoolExecutor(1) as pool, Gatekeeper() as keeper:
        alive = pool.submit(keeper.gate.wait)
        with keeper.opened_for([alive, dead]):
            alive.result(10)


def test_an_interrupted_start_lets_everyone_through_and_is_the_last() -> None:
    def interrupted(keeper: Gatekeeper, waiting: "Future[None]") -> None:
        with keeper.opened_for([waiting]):
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool, Gatekeeper() as keeper:
        waiting = pool.submit(keeper.gate.wait)
        with pytest.raises(KeyboardInterrupt):
            interrupted(keeper, waiting)
        waiting.result(10)
        with pytest.raises(OSError, match="closed"), keeper.opened_for([pool.submit(keeper.gate.wait)]):
            pass


def test_no_task_of_a_crowd_begins_before_all_threads_are_there() -> None:
    before = threading.active_count()
    seen = run_in_crowd([threading.active_count] * 50)
    assert max(seen) == before + 50
    assert threading.active_count() == before


def test_those_who_are_there_do_not_wait_for_ever_for_the_rest() -> None:
    with ThreadPoolExecutor(1) as pool, Gatekeeper(patience=0.05) as keeper:
        here, elsewhere = pool.submit(keeper.gate.wait), Future[None]()
        with pytest.raises(Unavailable, match=r"^only [01] of 2 workers were ready within 0\.05 s$"):
            keeper.opened_for([here, elsewhere]).__enter__()
        here.result(10)
        assert keeper.closed


def fail(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("error", [LookupError("no"), SystemExit(3), pytest.fail.Exception("as it were")])
def test_a_crowd_says_what_ended_one_of_its_tasks(error: BaseException) -> None:
    tasks: list[Callable[[], object]] = [int, int, partial(fail, error)]
    with pytest.raises(RuntimeError, match=r"^1 of 3 tasks failed: ") as caught:
        run_in_crowd(tasks)
    assert caught.value.__cause__ is error
