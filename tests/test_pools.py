"""Pools: four workers of each kind that begin together and leave nothing behind."""

import os
import signal
import sys
import threading
import time
from functools import partial

import psutil
import pytest

from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.pools import WORKERS, Pools
from pytest_gilclaims.lab.strategies import Strategy, processes, serial, threads, threads_one_at_a_time
from pytest_gilclaims.lab.workloads.computing import WORKLOADS, compute, compute_for, pieces_for


def identity() -> tuple[int, int]:
    return os.getpid(), threading.get_native_id()


@pytest.mark.parametrize(
    ("strategy", "pids", "workers"),
    [(serial, 1, 1), (threads, 1, 4), (processes, 4, 4), (threads_one_at_a_time, 1, 4)],
)
def test_each_strategy_uses_the_workers_that_it_is_named_after(strategy: Strategy, pids: int, workers: int) -> None:
    with Pools() as pools:
        identities = strategy(pools, [identity] * WORKERS)
    assert len({pid for pid, _ in identities}) == pids
    assert len(set(identities)) == workers


@pytest.mark.parametrize("strategy", [serial, threads, processes, threads_one_at_a_time])
def test_results_come_in_the_order_of_the_tasks(strategy: Strategy) -> None:
    with Pools() as pools:
        assert strategy(pools, [partial(divmod, number, 2) for number in range(WORKERS)]) == [
            (0, 0),
            (0, 1),
            (1, 0),
            (1, 1),
        ]


def test_another_number_of_tasks_than_workers_is_refused_rather_than_waited_for() -> None:
    with Pools() as pools, pytest.raises(ValueError, match="3 tasks for 4 workers"):
        threads(pools, [identity] * 3)


def test_closing_ends_every_worker() -> None:
    with Pools() as pools:
        pids = {pid for pid, _ in processes(pools, [identity] * WORKERS)}
        natives = {native for _, native in threads(pools, [identity] * WORKERS)}
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert natives.isdisjoint(thread.native_id for thread in threading.enumerate())


def test_a_worker_that_is_killed_is_an_error_and_not_a_wait() -> None:
    with Pools() as pools:
        [(pid, _), *_] = processes(pools, [identity] * WORKERS)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Exception, match=r"terminated abruptly|not usable|broken"):
            processes(pools, [identity] * WORKERS)


def test_the_bench_sets_the_switch_interval_for_its_time_only() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    try:
        with Bench():
            assert sys.getswitchinterval() == pytest.approx(0.005)
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_computing_worker_leaves_marks_close_enough_to_join(workload: str) -> None:
    if workload == "array-math":
        pytest.importorskip("numpy")
    lane = compute(workload, 200)
    assert lane.cpu > 0
    assert lane.pid == os.getpid()
    assert sum(end - begin for begin, end in lane.runs) / 1e9 <= time.process_time()
    assert pieces_for(workload, 0.01) >= 20


def test_a_look_ends_by_the_clock() -> None:
    started = time.perf_counter()
    lane = compute_for("numbers", 0.02)
    assert time.perf_counter() - started >= 0.02
    assert lane.runs
