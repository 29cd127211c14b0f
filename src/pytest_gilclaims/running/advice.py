"""Advice: what to do about an inconclusive verdict."""

from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.facts.machine import Machine
from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.verdict import Judgement, Verdict

NARROW = 0.1
"""Who knows a figure to within this share of a bound, and not on which side of it, will not know it soon."""


def advice_for(judgement: Judgement, proceedings: Proceedings, machine: Machine) -> str:
    """Say what to do about an inconclusive verdict; nothing about others."""
    if judgement.verdict is not Verdict.INCONCLUSIVE:
        return ""
    if judgement.standing.hopeless:
        return "this call cannot be measured as it is: ask about a longer one, or about a part of it"
    if proceedings.refusal is not None:
        return "raise the limit on processes and threads (ulimit -u, or the limit of the container)"
    if judgement.control is not None and judgement.control.decision == "refuted":
        if machine.quota is not None and machine.quota < machine.cores:
            return f"a CPU quota of {machine.quota:g} cores keeps workers waiting: run it with a larger one"
        return "other programs seem to be using the cores: run it again when the machine is quieter"
    if proceedings.shortfall:
        return "run it again with as much time"
    if judgement.standing.decision is None and (bound := bound_within(judgement.metric)) is not None:
        return f"the figure lies at the bound of {bound:g}, so more rounds may not help: choose a bound clear of it"
    if proceedings.spent is not None and proceedings.spent.is_of_run:
        return "run it again on a quieter machine, or with more time (--claims-run-budget 600)"
    return "run it again on a quieter machine, or with more time (--claims-budget 60)"


def bound_within(figure: Figure) -> float | None:
    """Return the bound that lies within a narrow interval, if one does: the truth may be just there."""
    if figure.low is None or figure.high is None:
        return None
    low, high = figure.low, figure.high
    return next(
        (bound for bound in figure.numeric_bounds if low <= bound <= high and high - low <= NARROW * abs(bound)), None
    )
