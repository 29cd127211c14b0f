"""What changed between two records: for someone who watches a new alpha."""

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_gilclaims.report.machines import differences_of_machines
from pytest_gilclaims.report.record import ClaimRecord, Record
from pytest_gilclaims.report.terminal import figure_phrase

CLEAR_CORES = 0.6
"""Fewer come and go with the other programs on a small machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One claim in which two records differ, and how, in words."""

    id: str
    what: str


def reservations(old: Record, new: Record) -> Iterator[str]:
    """Say why figures of two records are not compared, a sentence for each reason; nothing where they are."""
    if old.suite != new.suite:
        yield "Only verdicts are compared: the claims are of two revisions, and some may not mean what they meant."
    if differences := list(differences_of_machines(old.machine, new.machine)):
        yield f"Only verdicts are compared: the machines are not alike ({', '.join(differences)})."


def changes(old: Record, new: Record) -> Iterator[Change]:
    """Compare two records, claim by claim.

    A figure has changed if the new estimate lies outside the old interval. Records of different machines or revisions
    of the claims are compared in their verdicts alone.
    """
    with_figures = not any(reservations(old, new))
    before = {claim.id: claim for claim in old.claims}
    after = {claim.id: claim for claim in new.claims}
    for claim_id in dict.fromkeys([*before, *after]):
        if claim_id not in after:
            yield Change(id=claim_id, what="is not in the new record")
        elif claim_id not in before:
            yield Change(id=claim_id, what=f"is new: {after[claim_id].verdict}")
        elif difference := difference_of(before[claim_id], after[claim_id], with_figures=with_figures):
            yield Change(id=claim_id, what=difference)


def difference_of(old: ClaimRecord, new: ClaimRecord, *, with_figures: bool) -> str:
    """Say how a claim differs, or return an empty text."""
    if old.verdict != new.verdict:
        return f"{old.verdict} → {new.verdict} ({new.reason})"
    if not with_figures:
        return ""
    if old.metric and new.metric and old.metric.low is not None and old.metric.high is not None:
        estimate = new.metric.estimate
        if isinstance(estimate, (int, float)) and not old.metric.low <= estimate <= old.metric.high:
            return f"{figure_phrase(old.metric)} → {figure_phrase(new.metric)}"
    return difference_of_cause(old, new)


def difference_of_cause(old: ClaimRecord, new: ClaimRecord) -> str:
    """Say which arms use clearly more or fewer cores than they did, though the verdict is the same."""
    before = {arm.name: arm.cores for arm in old.arms}
    changed = [
        f"{arm.name} used {was:.2f} → {arm.cores:.2f} cores"
        for arm in new.arms
        if arm.cores is not None and (was := before.get(arm.name)) is not None and abs(arm.cores - was) >= CLEAR_CORES
    ]
    return "; ".join(changed)
