"""The catalogue: all claims that a run would hear, with what is expected of them, without hearing any."""

import io
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from pytest_gilclaims.asking.expectation import Expectation, opposite
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.session.declaration import claim_of, source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One claim of the catalogue, with the text of the function that tests it."""

    claim: Claim
    source: str


class Collector:
    """A plugin of pytest that keeps what was collected."""

    def __init__(self) -> None:
        self.listings: list[Listing] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            if (claim := claim_of(item)) is not None:
                self.listings.append(Listing(claim=claim, source=source_of(item)))


def listings(*arguments: str) -> list[Listing]:
    """Collect the claims of the guide, and those of the project around, or what arguments of pytest name instead.

    Raises ValueError if they cannot be collected.
    """
    collector, complaints = Collector(), io.StringIO()
    chosen = arguments or ("--claims-guide",)
    with redirect_stdout(io.StringIO()), redirect_stderr(complaints):
        status = pytest.main(["--claims", "--collect-only", *chosen], plugins=[collector])
    if status != pytest.ExitCode.OK:
        said = complaints.getvalue().strip().removeprefix("ERROR: ")
        # What argparse says stands below the usage.
        [*_, why] = said.partition(": error: ") if ": error: " in said else [said]
        why = "".join(why.splitlines()[:1]) or "run pytest --claims --collect-only to see why"
        raise ValueError(f"the claims cannot be collected: {why}")
    return collector.listings


def expectation_phrase(expectation: Expectation) -> str:
    """Say what is expected, and where."""
    if not expectation.conditions:
        return str(expectation.verdict)
    where = " or ".join(condition.name for condition in expectation.conditions)
    return f"{expectation.verdict} with {where}, otherwise {opposite(expectation.verdict)}"


def explanation(listing: Listing) -> Iterator[str]:
    """Explain a claim in words and in its own source."""
    claim = listing.claim
    yield claim.id
    yield f"    {claim.statement}"
    yield f"expected: {expectation_phrase(claim.expect)}"
    if claim.needs:
        yield f"needs: {', '.join(condition.name for condition in claim.needs)}"
    for world, word in ((claim.refuted_in, "be refuted"), (claim.holds_in, "hold")):
        if world is not None:
            yield f"negative control: must {word} in {world.name}, where {world.summary}"
    if claim.without_world is not None:
        yield f"negative control: none, because {claim.without_world}"
    yield f"positive control: see the record of a run: gilclaims explain {shlex.quote(claim.id)} RECORD"
    yield ""
    yield from listing.source.rstrip().splitlines()
