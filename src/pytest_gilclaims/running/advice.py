"""Advice: what to do about a verdict that is none."""

from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.facts.machine import Machine
from pytest_gilclaims.judging.verdict import Judgement, Verdict


def advice_for(judgement: Judgement, proceedings: Proceedings, machine: Machine) -> str:
    """Say what to do about a verdict that is none."""
    if judgement.verdict is not Verdict.INCONCLUSIVE:
        return ""
    if judgement.standing.hopeless:
        return "nothing can be told of this call as it is: ask about a longer one, or a part of it"
    if proceedings.refusal is not None:
        return "raise the limit on processes and threads (ulimit -u, or that of the container)"
    if judgement.control is not None and judgement.control.decision == "refuted":
        if machine.quota is not None and machine.quota < machine.cores:
            return f"a quota of {machine.quota:g} cores keeps workers waiting: run it with a larger one"
        return "other programs seem to use the cores: run it again when the machine is quieter"
    if "--claims-budget=" in judgement.reason:
        return "run it again with as much time"
    if "whole run" in judgement.reason:
        return "run it again on a quieter machine, or with more time (--claims-run-budget 600)"
    return "run it again on a quieter machine, or with more time (--claims-budget 60)"
