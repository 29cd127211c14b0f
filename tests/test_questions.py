"""The other questions on invented rounds, and all of them asked of toy calls."""

import asyncio
import functools
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims import (
    Observation,
    Question,
    blocks_the_loop,
    computes,
    never,
    releases_the_lock,
    scales,
    stays_free_threaded,
    waits,
)
from pytest_gilclaims.asking.doubles import THE_CALL_KEEPS_THE_LOCK
from pytest_gilclaims.asking.lock_questions import and_a_release
from pytest_gilclaims.asking.question import TooShortError
from pytest_gilclaims.instruments.work import Work, pace_for
from pytest_gilclaims.judging.letting_go import SECONDS, TICKS
from pytest_gilclaims.judging.occupation import USED
from pytest_gilclaims.judging.stretch import FOR_SURE, STRETCH
from pytest_gilclaims.judging.verdict import Judgement, Verdict, judge_rounds
from pytest_gilclaims.testing import MakeClaims, experiment_of, judge_within, open_lab


async def fetch() -> None:
    await asyncio.sleep(0.001)


def judged(question: Question, seen: dict[str, Observation], rounds: int) -> Judgement:
    """Judge so many rounds that are alike."""
    return judge_rounds(question.trial(experiment_of([seen])), [seen] * rounds)


def occupied(used: float, awaited: float = 0.0, switches: int = 9) -> dict[str, Observation]:
    call = Observation(wall=0.01, cpu=0.01 * used, queued=0.01 * awaited, switches=switches, facts={USED: used})
    return {"the call": call, "a loop": Observation(wall=0.01, cpu=0.01, queued=0.0)}


@pytest.mark.parametrize(
    ("seen", "waiting", "computing"),
    [
        (occupied(0.01), Verdict.HOLDS, Verdict.REFUTED),
        (occupied(1.0), Verdict.REFUTED, Verdict.HOLDS),
        (occupied(1.9), Verdict.REFUTED, Verdict.HOLDS),
        (occupied(0.5), Verdict.REFUTED, Verdict.REFUTED),
        # Beside other programs: who never gives up a core computes, of others it is unknown.
        (occupied(0.25, 0.75, switches=0), Verdict.REFUTED, Verdict.HOLDS),
        (occupied(0.25, 0.75), None, None),
        (occupied(0.02, 0.1), Verdict.HOLDS, Verdict.REFUTED),
    ],
)
def test_a_call_waits_or_computes_or_does_both(
    seen: dict[str, Observation], waiting: Verdict | None, computing: Verdict | None
) -> None:
    assert judged(waits(len), seen, 20).verdict == waiting
    assert judged(computes(len), seen, 20).verdict == computing


def ticked(ticks: int, seconds: float, beside: int = 90, queued: float = 0.0) -> dict[str, Observation]:
    call = Observation(wall=0.02, cpu=0.0, queued=queued * 0.02, facts={TICKS: ticks, SECONDS: seconds})
    releasing = Observation(wall=0.02, cpu=0.0, queued=0.0, facts={TICKS: beside, SECONDS: seconds})
    return {"call": call, "releasing": releasing}


@pytest.mark.parametrize(
    ("seen", "rounds", "verdict", "reason"),
    [
        (ticked(9, 0.001), 6, Verdict.HOLDS, "another thread ran during the call"),
        (ticked(9, 1e-6, queued=0.9), 6, Verdict.HOLDS, "another thread ran during the call"),
        (ticked(0, 0.001), 6, Verdict.REFUTED, "no other thread ran during the call"),
        (ticked(1, 0.001), 6, Verdict.REFUTED, "no other thread ran during the call"),
        (ticked(2, 0.001), 6, None, "not decided"),
        (ticked(0, 0.001, queued=0.5), 6, None, "0 of the rounds undisturbed"),
        (ticked(0, 0.001, beside=0), 6, Verdict.INCONCLUSIVE, "the positive control failed"),
        (ticked(0, 2e-6), 6, None, "too short to tell"),
        (ticked(0, 2e-6, beside=1), 6, Verdict.INCONCLUSIVE, "too short to tell: a call lasts 2 µs"),
        (ticked(0, 2e-6), 20, Verdict.REFUTED, "and up to 90 ticks if each call is followed by a moment's release"),
        (ticked(1, 2e-6, beside=3), 20, Verdict.REFUTED, "at most 1 tick in any of 20 rounds"),
        (ticked(2, 2e-6), 20, None, "too short to tell"),
        (ticked(0, 2e-6, beside=2), 20, None, "too short to tell"),
    ],
)
def test_a_call_lets_go_of_the_lock_or_keeps_it(
    seen: dict[str, Observation], rounds: int, verdict: Verdict | None, reason: str
) -> None:
    judgement = judged(releases_the_lock(len), seen, rounds)
    assert judgement.verdict == verdict, judgement.reason
    assert reason in judgement.reason


async def nothing_awaited() -> None:
    """Wait for nothing."""


@pytest.mark.parametrize("function", [len, nothing_awaited])
def test_a_call_with_a_release_after_it_is_awaited_if_the_call_is(function: Callable[..., Any]) -> None:
    work = Work(function=function, own=list if function is len else None)
    both = and_a_release(work)
    assert both.is_awaited is work.is_awaited
    assert both.made_alone() >= 0, "it comes back with nothing that is yet to be run"


@given(st.lists(st.integers(0, 30), min_size=40, max_size=40), st.randoms())
def test_a_short_call_that_lets_go_as_often_as_the_release_after_it_does_not_keep_the_lock(
    ticks: list[int], chance: Random
) -> None:
    beside = chance.sample(ticks, len(ticks))
    rounds = [ticked(one, 2e-6, beside=other) for one, other in zip(ticks, beside, strict=True)]
    trial = releases_the_lock(len).trial(experiment_of(rounds[:1]))
    assert judge_rounds(trial, rounds).verdict is not Verdict.REFUTED


def stretched(call: float, sure: float, sleep: float = 0.002) -> dict[str, Observation]:
    return {
        "call": Observation(wall=0.1, facts={STRETCH: call, FOR_SURE: sure}),
        "sleep": Observation(wall=0.1, facts={STRETCH: sleep, FOR_SURE: sleep}),
    }


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (stretched(0.1, 0.1), Verdict.HOLDS),
        (stretched(0.002, 0.001), Verdict.REFUTED),
        (stretched(0.1, 0.01), None),
        (stretched(0.1, 0.1, sleep=0.08), None),
    ],
)
def test_a_call_keeps_the_loop_waiting_or_does_not(seen: dict[str, Observation], verdict: Verdict | None) -> None:
    assert judged(blocks_the_loop(fetch, longer_than=0.05), seen, 8).verdict == verdict


@pytest.mark.parametrize(("lock", "verdict"), [("off", Verdict.HOLDS), ("on since fast was imported", Verdict.REFUTED)])
def test_code_leaves_the_lock_off_or_does_not(lock: str, verdict: Verdict) -> None:
    seen = {"code": Observation(wall=0.1, facts={"lock": lock}), "bare": Observation(wall=0.1, facts={"lock": "off"})}
    judgement = judged(stays_free_threaded("import fast"), seen, 1)
    assert judgement.verdict is verdict
    assert lock in judgement.reason
    on = {**seen, "bare": Observation(wall=0.1, facts={"lock": "on"})}
    assert judged(stays_free_threaded("import fast"), on, 1).verdict is Verdict.INCONCLUSIVE


def test_never_asks_for_the_opposite() -> None:
    asked = waits(len)
    assert judged(never(asked), occupied(1.0), 20).verdict is Verdict.HOLDS
    assert (never(asked).refuted_in, never(asked).holds_in) == (asked.holds_in, asked.refuted_in)


def generated() -> Any:
    yield 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (generated, "is a generator function, and calling it runs nothing"),
        (lambda: generated(), "returns a generator that nobody iterates over"),
        (lambda: fetch(), "returns a coroutine that nobody awaits"),
    ],
)
def test_a_call_that_runs_nothing_is_refused(call: Callable[..., Any], message: str) -> None:
    with pytest.raises(TypeError, match=message), open_lab() as lab:
        computes(call).experiment(lab)


def test_what_does_not_make_an_argument_is_refused() -> None:
    with pytest.raises(TypeError, match=r"own: b'' is not callable: pass a function that makes it"):
        scales(len, own=b"")  # type: ignore[arg-type]


def test_a_function_that_is_not_awaited_blocks_every_loop() -> None:
    with pytest.raises(TypeError, match="not a coroutine function"):
        blocks_the_loop(len, longer_than=1)  # type: ignore[arg-type]


def test_a_call_that_raises_is_the_callers_own_affair() -> None:
    def fail() -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"), open_lab() as lab:
        judge_within(5, lab)(scales(fail))


def test_a_call_that_fails_in_company_alone_is_not_safe_to_share() -> None:
    here: list[int] = []

    def one_at_a_time() -> None:
        here.append(1)
        time.sleep(0.02)
        alone = len(here) == 1
        here.pop()
        if not alone:
            raise ValueError("busy")

    with (
        pytest.raises(RuntimeError, match=r"ValueError in \d of 4 threads but never alone: it is not safe"),
        open_lab() as lab,
    ):
        scales(one_at_a_time).experiment(lab).race.run_round()


def test_a_double_that_cannot_be_so_short_is_no_double() -> None:
    with open_lab(THE_CALL_KEEPS_THE_LOCK) as lab:
        with pytest.raises(TooShortError, match="too short: a call takes"):
            releases_the_lock(abs, own=lambda: 3).experiment(lab)
        judgement = judge_within(5, lab)(releases_the_lock(abs, own=lambda: 3))
    assert judgement.verdict is Verdict.NOT_APPLICABLE
    assert judgement.reason.startswith("not tried: too short")


class Index:
    def look(self) -> int:
        return 3

    async def fetch(self) -> None:
        await fetch()


@pytest.mark.parametrize(
    "call", [Index().look, Index().fetch, functools.partial(len, ""), fetch, lambda: None, int], ids=repr
)
def test_any_kind_of_call_can_be_made(call: Callable[..., Any]) -> None:
    with open_lab() as lab:
        experiment = computes(call).experiment(lab)
        experiment.race.run_round()
        assert experiment.race.rounds[0]["the call"].wall > 0


def test_the_argument_is_made_in_each_worker_or_once_for_all() -> None:
    made: list[object] = []
    with open_lab() as lab:
        race = scales(lambda shared, own: None, own=list, shared=lambda: made.append(1)).experiment(lab).race
        race.run_round()
    assert len(made) == 1


@pytest.mark.parametrize(("seconds", "bundle", "marks"), [(1e-7, 200, True), (1e-5, 2, True), (1e-3, 1, False)])
def test_short_calls_are_made_in_bundles(seconds: float, bundle: int, marks: bool) -> None:
    pace = pace_for(seconds, 0.03, workers=(2, 4))
    assert (pace.bundle, pace.leaves_marks) == (bundle, marks)
    assert pace.bundles % 4 == 0
    assert pace.shared_among(4).calls * 4 == pace.calls
    assert pace.calls * seconds >= 0.03


def test_a_little_less_than_asked_for_spares_each_worker_another_long_call() -> None:
    assert pace_for(0.0037, 0.015, workers=(4,)).calls == 4
    assert pace_for(0.0030, 0.015, workers=(4,)).calls == 8


def test_the_name_of_a_call_tells_where_it_stands() -> None:
    assert Work(function=len).name == "len"
    assert Work(function=Index().look).name == "Index.look"
    assert "<lambda>:" in Work(function=lambda: 1).name


CLAIMS = '''
import asyncio
import time

from pytest_gilclaims import (
    GIL_OFF, GIL_ON, blocks_the_loop, claim, computes, never, refuted, releases_the_lock, scales, stays_free_threaded,
    waits,
)


def compute():
    return sum(number * number for number in range(20_000))


async def fetch():
    await asyncio.sleep(0.05)


@claim("mine.scales", expect=refuted.when(GIL_ON))
def test_scales(judge):
    """Threads gain."""
    judge(scales(compute))


@claim("mine.keeps", expect=refuted)
def test_keeps(judge):
    """It lets go of the lock."""
    judge(releases_the_lock(compute))


@claim("mine.rests")
def test_rests(judge):
    """To sleep waits."""
    judge(waits(lambda: time.sleep(0.01)))


@claim("mine.computes")
def test_computes(judge):
    """It computes."""
    judge(computes(compute))


@claim("mine.loop")
def test_loop(judge):
    """It keeps nobody waiting."""
    judge(never(blocks_the_loop(fetch, longer_than=0.03)))


@claim("mine.free")
def test_free(judge):
    """It leaves the lock off."""
    judge(stays_free_threaded("import json; json.loads('1')"))
'''

ONE = '''
from pytest_gilclaims import claim, {names}


@claim("mine.one")
def test_one(judge):
    """It is so."""
    judge({question})
'''


@pytest.mark.parametrize("mode", ["--claims", "--claims-falsify"])
def test_no_question_is_answered_wrongly_nor_in_a_false_world(
    pytester: pytest.Pytester, make_claims: MakeClaims, mode: str
) -> None:
    make_claims(CLAIMS)
    result = pytester.runpytest_subprocess(
        mode, "--claims-budget=3", "-v", "--import-mode=importlib", "test_toys.py", timeout=240
    )
    text = result.stdout.str()
    assert "6 claims:" in text
    assert "error" not in text
    # What is not decided beside other programs is no failure of the question.
    assert not [line for line in text.splitlines() if line.startswith("!") and "INCONCLUSIVE" not in line], text


def test_a_world_of_a_question_can_be_named(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    call = "lambda: sum(number for number in range(300_000))"
    make_claims(ONE.format(names="computes", question=f"computes({call})"))
    result = pytester.runpytest_subprocess("--claims-world=the_call_waits", "--claims-budget=5", "-v", "test_toys.py")
    assert "mine.one: refuted, as expected" in result.stdout.str() or "inconclusive" in result.stdout.str()


def test_a_claim_that_asks_no_question_must_name_a_world(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    race = 'Experiment(Race("toy", {"arm": lambda: Observation(wall=1.0, facts={"value": 3})}))'
    make_claims(ONE.format(names="Experiment, Observation, Race", question=f'{race}.fact("value", "arm").equals(3)'))
    result = pytester.runpytest_subprocess("--claims", "test_toys.py")
    result.stdout.fnmatch_lines(
        ["*names no world that turns its verdict: add refuted_in=, holds_in= or without_world=*"]
    )
    assert result.ret == 1


def test_a_question_is_not_asked_in_a_coroutine(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    text = ONE.format(names="waits", question="waits(len)")
    make_claims(text.replace("def test", "async def test").replace("    judge", "    await judge"))
    result = pytester.runpytest_subprocess("--claims", "test_toys.py")
    result.stdout.fnmatch_lines(["*TypeError: a question needs a plain claim*"])


def test_the_claims_of_the_tutorial_run_as_they_stand(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    page = Path(__file__).parents[1].joinpath("docs", "questions.md").read_text()
    folder = pytester.mkpydir("my").joinpath("claims")
    folder.mkdir()
    folder.joinpath("test_mine.py").write_text(page.partition("```python\n")[2].partition("```")[0])
    text = pytester.runpytest_subprocess("--claims", "--claims-budget=3", "my/claims", timeout=240).stdout.str()
    assert "6 claims:" in text
    assert "no surprise" in text
