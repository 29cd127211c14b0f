"""Pools: four workers of each kind that begin together, leave nothing behind, and are replaced when one is lost."""

import ctypes
import faulthandler
import multiprocessing.spawn
import os
import pickle
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from gilclaims_guide.strategies import (
    Strategy,
    processes,
    processes_one_at_a_time,
    serial,
    threads,
    threads_one_at_a_time,
    threads_with_one_slot,
)
from gilclaims_guide.unready import compiler, unready_module
from gilclaims_guide.workloads import WORKLOADS, compute, compute_for, pieces_for
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.crews import ProcessCrew, ThreadCrew
from pytest_gilclaims.instruments.durations import Durations
from pytest_gilclaims.instruments.losses import TransferError, WorkerLostError
from pytest_gilclaims.instruments.pools import WORKERS, Pools, Post
from pytest_gilclaims.instruments.refusal import Unavailable


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


def descendants() -> set[int]:
    """Number the worker processes of this process."""
    return {
        process.pid
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(process.cmdline())
    }


@pytest.fixture
def pools() -> Iterator[Pools]:
    before, threads_before = descendants(), set(threading.enumerate())
    with Pools() as some:
        yield some
    assert descendants() <= before
    assert set(threading.enumerate()) <= threads_before


def run_works_again(pools: Pools) -> None:
    """Have both kinds of workers do something."""
    for strategy in (threads, processes):
        assert strategy(pools, [partial(divmod, 7, 2)] * WORKERS) == [(3, 1)] * WORKERS
    assert pools.map_in_processes(abs, range(-9, 0)) == list(range(9, 0, -1))


def leave() -> None:
    os._exit(3)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def segfault() -> None:
    faulthandler.disable()
    ctypes.string_at(0)


@pytest.mark.parametrize(
    ("casualty", "how"),
    [(leave, "exited with status 3"), (be_killed, "killed by SIGKILL"), (segfault, "killed by SIG(SEGV|BUS)")],
)
@pytest.mark.parametrize("count", [1, WORKERS])
def test_a_worker_that_dies_of_its_task_is_told_and_replaced(
    pools: Pools, casualty: Callable[[], None], how: str, count: int
) -> None:
    tasks: list[Callable[[], object]] = [casualty] * count + [identity] * (WORKERS - count)
    with pytest.raises(WorkerLostError, match=how):
        processes(pools, tasks)
    run_works_again(pools)


def test_a_worker_that_dies_of_a_call_is_told_and_replaced(pools: Pools) -> None:
    with pytest.raises(WorkerLostError, match="exited with status 2"):
        pools.map_in_processes(os._exit, [2] * 9)
    run_works_again(pools)


def test_a_worker_that_is_killed_between_two_rounds_is_replaced(pools: Pools) -> None:
    [(pid, _), *others] = processes(pools, [identity] * WORKERS)
    os.kill(pid, signal.SIGKILL)
    # It is a zombie as soon as its first thread is, and has ended with its last.
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    anew = {pid for pid, _ in processes(pools, [identity] * WORKERS)}
    assert len(anew) == WORKERS
    assert anew.isdisjoint({pid, *(other for other, _ in others)})


class Unreadable:
    """Can be packed, and not be unpacked."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __call__(self) -> object:
        raise AssertionError("never called")

    def __reduce__(self) -> "tuple[Callable[[str], object], tuple[str]]":
        return refuse, (self.reason,)


def refuse(reason: str) -> object:
    raise ModuleNotFoundError(reason)


def test_a_task_that_workers_cannot_import_is_told_in_one_sentence_and_costs_no_worker(pools: Pools) -> None:
    before = set(processes(pools, [identity] * WORKERS))
    task: Callable[[], object] = Unreadable("No module named 'mine'")
    with pytest.raises(
        TransferError, match=r"^a worker cannot import .*: ModuleNotFoundError: No module named 'mine'$"
    ):
        processes(pools, [task, identity, identity, identity])
    with pytest.raises(TransferError, match=r"^a worker cannot import .*Unreadable object"):
        pools.map_in_processes(Unreadable("no"), range(3))  # type: ignore[arg-type]
    assert set(processes(pools, [identity] * WORKERS)) == before


def test_a_task_that_cannot_be_sent_is_refused_before_anybody_waits_for_it(pools: Pools) -> None:
    with pytest.raises((pickle.PicklingError, AttributeError)):
        processes(pools, [identity, identity, identity, lambda: (0, 0)])
    run_works_again(pools)


class OddError(Exception):
    """Cannot be made anew from its arguments."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def fail_oddly() -> None:
    raise OddError(1, 2)


def fail_beyond_words() -> None:
    error = LookupError("no such thing")
    error.lock = threading.Lock()  # type: ignore[attr-defined]
    raise error


def fail_plainly() -> None:
    raise LookupError("no such thing")


@pytest.mark.parametrize(
    ("task", "kind", "words"),
    [
        (fail_plainly, LookupError, "no such thing"),
        (fail_oddly, RuntimeError, "OddError: 1 and 2"),
        (fail_beyond_words, RuntimeError, "LookupError: no such thing"),
        (partial(sys.exit, "as it were"), SystemExit, "as it were"),
        (partial(pytest.fail, "as it were"), RuntimeError, "Failed: as it were"),
        (threading.Lock, TypeError, "pickle"),
    ],
)
def test_what_a_task_raises_in_a_process_is_raised_here_and_costs_no_worker(
    pools: Pools, task: Callable[[], object], kind: type[BaseException], words: str
) -> None:
    before = set(processes(pools, [identity] * WORKERS))
    with pytest.raises(kind, match=words):
        processes(pools, [identity, identity, task, identity])
    assert set(processes(pools, [identity] * WORKERS)) == before


def test_what_a_task_raises_in_a_process_says_where(pools: Pools) -> None:
    with pytest.raises(LookupError) as caught:
        processes(pools, [fail_plainly] * WORKERS)
    assert "in fail_plainly" in "".join(caught.value.__notes__)


@pytest.mark.parametrize("error", [LookupError("one of four"), SystemExit(3)])
def test_what_a_task_raises_in_a_thread_is_raised_here_and_costs_no_thread(pools: Pools, error: BaseException) -> None:
    def fail() -> tuple[int, int]:
        raise error

    before = set(threads(pools, [identity] * WORKERS))
    for strategy in (threads, threads_one_at_a_time):
        with pytest.raises(type(error)):
            strategy(pools, [identity, fail, identity, identity])
    assert set(threads(pools, [identity] * WORKERS)) == before


def test_nobody_waits_at_the_slot_for_a_thread_whose_task_failed(pools: Pools) -> None:
    done: list[int] = []

    def fail() -> int:
        raise LookupError("one of four")

    def note() -> int:
        done.append(1)
        return 1

    with pytest.raises((LookupError, threading.BrokenBarrierError)):
        threads_with_one_slot(pools, [note, note, note, fail])
    run_works_again(pools)


def interrupt_and_go_on(parent: int, seconds: float) -> None:
    os.kill(parent, signal.SIGINT)
    time.sleep(seconds)


@pytest.fixture
def ctrl_c_interrupts() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_interrupts")
@pytest.mark.parametrize(
    ("strategy", "seconds"), [(threads, 0.5), (processes, 600.0), (processes_one_at_a_time, 600.0)]
)
def test_an_interrupted_round_is_not_the_last(pools: Pools, strategy: Strategy, seconds: float) -> None:
    pools.start()
    tasks: list[Callable[[], object]] = [partial(interrupt_and_go_on, os.getpid(), seconds), *[int] * (WORKERS - 1)]
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            strategy(pools, tasks)
        run_works_again(pools)


@pytest.mark.parametrize("crew", [ThreadCrew, ProcessCrew])
def test_workers_whose_round_has_no_end_are_replaced(crew: Callable[[], ThreadCrew | ProcessCrew]) -> None:
    """As a second Ctrl-C leaves it that comes while the first is taken care of."""
    post = Post(crew, Durations())
    left_open = post.manned()
    first = left_open.__enter__()
    with post.manned() as second:
        assert second is not first
    with post.manned() as third:
        assert third is second
    post.vacate()


@pytest.fixture
def executable(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Let a script take the part of the interpreter in processes that are started."""
    before = multiprocessing.spawn.get_executable()

    def pretend(script: str) -> None:
        file = tmp_path / "python"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o700)
        multiprocessing.set_executable(str(file))

    yield pretend
    multiprocessing.set_executable(before)


def test_processes_that_end_while_they_start_are_unavailable_for_once(
    pools: Pools, executable: Callable[[str], None]
) -> None:
    python = multiprocessing.spawn.get_executable()
    executable("exit 7")
    # Who ends at once may not even take what it is given.
    refusal = r"^the system refuses to start 4 processes: (Broken pipe|.* exited with status 7$)"
    with pytest.raises(Unavailable, match=refusal):
        processes(pools, [identity] * WORKERS)
    multiprocessing.set_executable(python)
    run_works_again(pools)


@pytest.mark.usefixtures("ctrl_c_interrupts")
def test_who_waits_for_processes_that_never_come_can_be_interrupted(
    pools: Pools, executable: Callable[[str], None], tmp_path: Path
) -> None:
    python = multiprocessing.spawn.get_executable()
    started = tmp_path / "started"
    executable(f"echo >> {started}; exec sleep 600")

    def interrupt() -> None:
        while not started.exists() or len(started.read_text()) < WORKERS:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    interrupter = threading.Thread(target=interrupt)
    interrupter.start()
    with pytest.raises(KeyboardInterrupt):
        processes(pools, [identity] * WORKERS)
    interrupter.join()
    multiprocessing.set_executable(python)
    run_works_again(pools)


WITHOUT = """
import os
import resource
import sys
import threading

from pytest_gilclaims.instruments.crowd import run_in_crowd
from pytest_gilclaims.instruments.pools import Pools
from pytest_gilclaims.instruments.refusal import Unavailable


def attempt(run, *tasks):
    try:
        run(*tasks)
    except Unavailable as error:
        print(error)
    else:
        print("ran")


def limit(what, most):
    resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


with Pools() as pools:
    before = threading.active_count()
    NARROW
    attempt(RUN)
    attempt(RUN)
    assert threading.active_count() == before, threading.enumerate()
    WIDE
    attempt(RUN)
"""

ADDRESSES = "threading.stack_size(1 << 30); limit(resource.RLIMIT_AS, 1 << 31)"
AS_BEFORE_IN_MEMORY = "threading.stack_size(0); limit(resource.RLIMIT_AS, -1)"
FILES = "limit(resource.RLIMIT_NOFILE, len(os.listdir('/proc/self/fd')) + 3)"
AS_BEFORE_IN_FILES = "limit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE)[1])"


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set as on Linux")
@pytest.mark.parametrize(
    ("run", "narrow", "wide", "refused"),
    [
        ("pools.in_threads, [int] * 4", ADDRESSES, AS_BEFORE_IN_MEMORY, "4 threads: can't start new thread"),
        ("run_in_crowd, [int] * 9", ADDRESSES, AS_BEFORE_IN_MEMORY, "9 threads: can't start new thread"),
        ("pools.in_processes, [int] * 4", FILES, AS_BEFORE_IN_FILES, "4 processes: Too many open files"),
    ],
)
def test_what_the_system_refuses_is_unavailable_each_time_and_not_for_ever(
    tmp_path: Path, run: str, narrow: str, wide: str, refused: str
) -> None:
    text = WITHOUT.replace("NARROW", narrow).replace("WIDE", wide).replace("RUN", run)
    command = [sys.executable, "-c", text]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    refusal = f"the system refuses to start {refused}"
    assert outcome.stdout.splitlines() == [refusal, refusal, "ran"], outcome.stderr


def test_workers_find_the_variables_and_modules_of_this_process(
    pools: Pools, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("queue", "json", "random", "signal"):
        (tmp_path / f"{name}.py").write_text("raise AssertionError('not this one')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GILCLAIMS_TEST", "as it is here")
    before = dict(os.environ)
    assert processes(pools, [variables] * WORKERS) == [before] * WORKERS
    assert dict(os.environ) == before


def variables() -> dict[str, str]:
    return dict(os.environ)


LOCK = """
import sys

from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments.pools import Pools

with Pools() as pools:
    print([gil_is_enabled(), *pools.in_processes([gil_is_enabled] * 4)])
    if sys.argv[1:]:
        sys.path.insert(0, sys.argv[1])
        import unready
        print([gil_is_enabled(), *pools.in_processes([gil_is_enabled] * 4)])
"""

free_threaded = pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="the lock is on always")


@free_threaded
@pytest.mark.parametrize("lock_on", [True, False], ids=["on", "off"])
def test_workers_have_the_lock_as_it_is_here(monkeypatch: pytest.MonkeyPatch, lock_on: bool) -> None:
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    command = [sys.executable, "-X", f"gil={lock_on:d}", "-c", LOCK]
    assert subprocess.check_output(command, text=True).splitlines() == [str([lock_on] * 5)]


@free_threaded
def test_workers_are_replaced_when_the_lock_comes_on_here(monkeypatch: pytest.MonkeyPatch) -> None:
    if compiler() is None:
        pytest.skip("no compiler")
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    with unready_module() as folder:
        command = [sys.executable, "-W", "ignore", "-c", LOCK, str(folder)]
        told = subprocess.check_output(command, text=True)
    assert told.splitlines() == [str([False] * 5), str([True] * 5)]


def test_the_bench_sets_the_switch_interval_for_its_time_only() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    try:
        with Bench():
            assert sys.getswitchinterval() == pytest.approx(0.005)
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)


# To hash a megabyte is one piece, longer than a gap may be: whoever asks about that asks the clock.
@pytest.mark.parametrize("workload", [name for name in WORKLOADS if name != "large-hash"])
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
