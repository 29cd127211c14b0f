"""Findings about a call, as they are written down."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from pytest_gilclaims.asking import core_questions
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.thread_questions import ALONE, LOOP
from pytest_gilclaims.judging.occupation import Occupation
from pytest_gilclaims.judging.sequential import Sample
from pytest_gilclaims.judging.verdict import Judgement, Trial, Verdict, nearness

LOSS = 0.7
"""A speedup that is shown to be below is a loss: threads that take turns have shown 0.8."""

PRINTS_TOO_MUCH = "it prints more than can be captured: ask about a call that prints nothing"
"""Said by whoever notices first: the call whose write fails, or the parent that watches its output grow."""


def occupations(experiment: Experiment) -> dict[str, Trial]:
    """Ask whether the single thread waits, and whether it computes."""
    control = experiment.cores_wanted(LOOP).at_least(
        core_questions.CONTROL_USES, refuted_to=core_questions.CONTROL_DOES_NOT
    )
    return {
        "waits": Trial(criterion=Occupation(arm=ALONE, does="waits", experiment=experiment), given=control),
        "computes": Trial(criterion=Occupation(arm=ALONE, does="computes", experiment=experiment), given=control),
    }


def doing(judged: Mapping[str, Judgement]) -> str | None:
    """Say what a call does, if that is decided."""
    waits, computes = (judged[name].verdict if name in judged else None for name in ("waits", "computes"))
    if computes is Verdict.HOLDS:
        return "computes"
    if waits is Verdict.HOLDS:
        return "waits"
    return "both" if waits is computes is Verdict.REFUTED else None


def why_doing(judged: Mapping[str, Judgement]) -> str | None:
    """Say why a call does what it does, or why that is not decided; ``None`` while it may still be."""
    found = doing(judged)
    both = [judged[name] for name in ("computes", "waits") if name in judged]
    if found in ("computes", "waits"):
        return judged[found].reason
    if len(both) < 2:
        return None
    return next((one for one in both if one.verdict is Verdict.INCONCLUSIVE), both[0]).reason


def progress(open_still: Mapping[str, Judgement], rounds: int) -> str:
    """Say what is being measured, how often that was done, and how far what is furthest from decided has come."""
    share = min(map(nearness, open_still.values()))
    return f"{', '.join(open_still)}: round {rounds + 1}, {share:.0%} of the evidence"


def as_interval(sample: Sample) -> dict[str, float | None]:
    """Write an interval as data."""
    found = sample.interval_of_median()
    return {"low": found.low, "estimate": found.estimate, "high": found.high}


def as_gain(sample: Sample, judgement: Judgement) -> dict[str, str | float | None]:
    """Write as data what is gained, in a word and as an interval."""
    words = {Verdict.HOLDS: "gains", Verdict.REFUTED: "slower" if sample.median_is_below(LOSS) else "nothing"}
    return {"gain": words.get(judgement.verdict) if judgement.verdict else None, **as_interval(sample)}


def in_words(error: BaseException) -> str:
    """Say what was raised; what is too large for the files that keep what is printed is no error of the call."""
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return PRINTS_TOO_MUCH
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
