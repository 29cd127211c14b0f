"""What the claims about starving, long calls, interpreters and loops decide on rounds that were invented."""

from collections.abc import Callable, Mapping
from itertools import repeat

import pytest

from claims.beyond import test_calls, test_interpreters, test_loops, test_starving
from gilclaims_guide.exchanging import turns_between_steps
from gilclaims_guide.interrupting import agreed
from gilclaims_guide.sampling import surely_during, turns
from pytest_gilclaims import Experiment, Judge, Observation
from pytest_gilclaims.judging.verdict import Judgement, Verdict
from pytest_gilclaims.testing import experiment_of, judge_within

ROUNDS = 40

Ask = Callable[[Experiment, Judge], None]


class Recording:
    """A judge that remembers what it decided."""

    def __init__(self) -> None:
        self._judge = judge_within(60.0)
        self.decided: Judgement | None = None

    def __call__(self, *criteria: object, **more: object) -> Judgement:
        self.decided = self._judge(*criteria, **more)  # type: ignore[call-overload]
        return self.decided


def verdict(ask: Ask, **arms: Observation) -> str | None:
    """Hear a claim on rounds that are all alike; ``None`` if they decide nothing."""
    names = {name.replace("_", " "): seen for name, seen in arms.items()}
    judge = Recording()
    try:
        ask(experiment_of(list(repeat(names, ROUNDS))), judge)  # type: ignore[arg-type]
    except RuntimeError:  # more rounds are asked for
        return None
    assert judge.decided is not None
    return judge.decided.verdict if judge.decided.verdict is not Verdict.INCONCLUSIVE else None


def seen(facts: Mapping[str, object], *, wall: float = 1.0, queued: float | None = 0.0) -> Observation:
    return Observation(wall=wall, queued=queued, facts=facts)


def ticking(ticks: int, *, queued: float | None = 0.0) -> Observation:
    return seen({"ticks": ticks, "turns": ticks // 2}, queued=queued)


@pytest.mark.parametrize(
    ("call", "releasing", "expected"),
    [
        (ticking(0), ticking(50), "holds"),
        (ticking(60), ticking(50), "refuted"),
        (ticking(0, queued=0.9), ticking(50, queued=0.9), "holds"),  # by the sign test, beside any load
        (ticking(2), ticking(50), None),  # neither kept nor given way
        (ticking(0), ticking(0), None),  # the ticker was starved
        (ticking(60), ticking(0), "refuted"),  # what was seen was seen
    ],
)
def test_calls_that_freeze(call: Observation, releasing: Observation, expected: str | None) -> None:
    assert verdict(test_calls.test_calls_freeze_other_threads, call=call, releasing=releasing) == expected


@pytest.mark.parametrize(
    ("call", "releasing", "expected"),
    [
        (ticking(20), ticking(50), "holds"),
        (ticking(0), ticking(50), "refuted"),
        (ticking(0, queued=0.9), ticking(50), None),  # held up: nobody knows
        (ticking(0), ticking(0), None),
    ],
)
def test_loops_that_give_way(call: Observation, releasing: Observation, expected: str | None) -> None:
    assert verdict(test_calls.test_loops_give_way, call=call, releasing=releasing) == expected

    def compiled(experiment: Experiment, judge: Judge) -> None:
        test_calls.test_compiled_loops_give_way(experiment, judge, "loop")

    assert verdict(compiled, call=call, releasing=releasing) == expected


def test_a_loop_that_was_not_compiled_tells_nothing() -> None:
    def compiled(experiment: Experiment, judge: Judge) -> None:
        test_calls.test_compiled_loops_give_way(experiment, judge, "loop")

    assert verdict(compiled, call=seen({}), releasing=ticking(50)) is None


@pytest.mark.parametrize(
    ("count", "waiting", "looking"), [(0, "holds", "refuted"), (7, "refuted", "holds"), (None,) * 3]
)
def test_signals(count: int | None, waiting: str | None, looking: str | None) -> None:
    def json(experiment: Experiment, judge: Judge) -> None:
        test_calls.test_signals_wait_for_the_call(experiment, judge, "json")

    def regex(experiment: Experiment, judge: Judge) -> None:
        test_calls.test_some_calls_look_for_signals(experiment, judge, "regex")

    assert verdict(json, calls=seen({"handled during json": count})) == waiting
    assert verdict(regex, calls=seen({"handled during regex": count})) == looking


def exchanging(milliseconds: float, *, turns: float = 0.0) -> Observation:
    """Exchanges that take so long each."""
    return seen({"exchanges": 20 / milliseconds, "turns in an interval": turns}, wall=milliseconds / 1000)


@pytest.mark.parametrize(
    ("thread", "process", "expected"),
    [
        (exchanging(10, turns=0.5), exchanging(0.1), "holds"),
        (exchanging(0.1, turns=40), exchanging(0.1), "refuted"),
        (exchanging(0.1, turns=40), exchanging(5), "refuted"),  # seen beside any load
        (exchanging(10, turns=0.5), exchanging(4), None),  # a machine so busy that the process starves it as well
        (exchanging(10, turns=0.5), exchanging(30), None),
        (exchanging(0.5, turns=1), exchanging(0.1), None),  # whoever computes waited for a core
    ],
)
@pytest.mark.parametrize(
    "ask", [test_starving.test_computing_starves_exchanges, test_starving.test_to_thread_starves_the_loop]
)
def test_exchanges_beside_computing(ask: Ask, thread: Observation, process: Observation, expected: str | None) -> None:
    assert verdict(ask, beside_a_thread=thread, beside_a_process=process) == expected


@pytest.mark.parametrize(
    ("often", "rarely", "process", "expected"),
    [
        (seen({"turns": 40}), seen({"turns": 2}), seen({"exchanges": 900}), "holds"),
        (seen({"turns": 40}), seen({"turns": 40}), seen({"exchanges": 900}), "refuted"),
        (seen({"turns": 3}), seen({"turns": 3}), seen({"exchanges": 900}), "refuted"),
        (seen({"turns": 3}), seen({"turns": 3}), seen({"exchanges": 3}), None),
        (seen({"turns": 40}), seen({"turns": 2}, queued=0.5), seen({"exchanges": 900}), None),
    ],
)
def test_the_switch_interval(
    often: Observation, rarely: Observation, process: Observation, expected: str | None
) -> None:
    ask = test_starving.test_starving_follows_the_switch_interval
    assert verdict(ask, asked_often=often, asked_rarely=rarely, beside_a_process=process) == expected


@pytest.mark.parametrize(
    ("hashing", "process", "expected"),
    [
        (exchanging(0.2), exchanging(0.1), "holds"),
        (exchanging(10), exchanging(0.1), "refuted"),
        (exchanging(10), exchanging(10), None),  # the machine could not have shown it
    ],
)
def test_hashing(hashing: Observation, process: Observation, expected: str | None) -> None:
    arms = {"beside_a_thread": exchanging(10), "beside_a_hashing_thread": hashing, "beside_a_process": process}
    assert verdict(test_starving.test_hashing_starves_nobody, **arms) == expected


def pool(**facts: object) -> Observation:
    usual = {
        "processes": 1,
        "milliseconds overlapped": 200.0,
        "refused": 3,
        "changes seen here": 0,
        "loaded modules seen": False,
    }
    return seen({**usual, **facts})


@pytest.mark.parametrize(
    ("ask", "otherwise"),
    [
        (test_interpreters.test_interpreter_pools_compute_at_once, {"milliseconds overlapped": 0.0}),
        (test_interpreters.test_interpreter_pools_compute_at_once, {"processes": 4}),
        (test_interpreters.test_interpreters_get_copies, {"changes seen here": 1}),
        (test_interpreters.test_interpreters_get_copies, {"refused": 0}),
        (test_interpreters.test_interpreters_start_empty, {"loaded modules seen": True}),
    ],
)
def test_pools_of_interpreters(ask: Ask, otherwise: dict[str, object]) -> None:
    processes = seen({"milliseconds overlapped": 200.0})
    assert verdict(ask, pool=pool(), processes=processes) == "holds"
    assert verdict(ask, pool=pool(**otherwise), processes=processes) == "refuted"


def test_no_overlap_of_interpreters_without_any_of_processes() -> None:
    ask = test_interpreters.test_interpreter_pools_compute_at_once
    arms = {"pool": pool(**{"milliseconds overlapped": 0.0}), "processes": seen({"milliseconds overlapped": 0.0})}
    assert verdict(ask, **arms) is None


@pytest.mark.parametrize(("count", "expected"), [(2, "holds"), (0, "refuted"), (None, None)])
def test_old_extensions(count: int | None, expected: str | None) -> None:
    ask = test_interpreters.test_old_extensions_refuse_interpreters
    assert verdict(ask, imports=seen({"refused": count})) == expected


@pytest.mark.parametrize(
    ("threads", "processes", "expected"), [(0.0, 0.02, "holds"), (0.02, 0.02, "refuted"), (0.0, 0.0, None)]
)
def test_loops_in_threads(threads: float, processes: float, expected: str | None) -> None:
    ask = test_loops.test_loops_in_threads_take_turns
    arms = {
        "loops_in_threads": Observation(wall=0.03, overlap=threads),
        "loops_in_processes": Observation(wall=0.03, overlap=processes),
    }
    assert verdict(ask, **arms) == expected


@pytest.mark.parametrize(
    ("threads", "at_once", "queued", "expected"),
    [(4, 4, 0.0, "holds"), (1, 4, 0.0, "refuted"), (4, 1, 0.0, "refuted"), (4, 1, 0.9, None), (4, 3, 0.0, None)],
)
def test_a_loop_for_each_thread(threads: int, at_once: int, queued: float, expected: str | None) -> None:
    loops = seen({"threads": threads, "loops at once": at_once}, queued=queued)
    assert verdict(test_loops.test_each_thread_may_have_a_loop, loops=loops) == expected


def test_a_turn_is_a_step_in_which_others_went_on() -> None:
    steps = [(0, 10), (10, 500), (500, 510), (510, 520)]
    assert turns_between_steps([], steps) == 0
    assert turns_between_steps([20, 40, 499], steps) == 1
    assert turns_between_steps([5, 20, 515, 600], steps) == 3


def test_what_is_surely_inside_a_call() -> None:
    assert surely_during([0, 4, 50, 96, 100], 0, 100) == [50]
    assert turns([0, 10, 20, 1_500_000, 1_500_010, 3_000_000]) == 3
    assert turns([]) == 0


@pytest.mark.parametrize(
    ("counts", "known"), [([0, 0, 0], 0), ([4, 2, 3], 2), ([0, 1, 0], None), ([3, 0, 2], None), ([0, None, 0], None)]
)
def test_when_signals_are_handled_is_known_only_where_all_calls_agree(
    counts: list[int | None], known: int | None
) -> None:
    assert agreed(counts) == known
