"""Badges: a suite or a claim in a few words, as data for the endpoint of shields.io."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pytest_gilclaims.report.record import VERDICTS, ClaimRecord, Record
from pytest_gilclaims.words import counted

GREEN = "brightgreen"
WORST_FIRST = ("red", "yellow", "blue", GREEN, "lightgrey")
"""The colours: a badge takes the worst that any of its claims has."""

PLURAL = {"holds": "hold"}
"""Verdicts are written behind a number of claims as they are, but for this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What a badge says, and in which colour of shields.io.

    Colours: red for a surprise, for what is broken, and for a claim that is refuted; yellow for what is inconclusive or
    outdated; blue for a suite in which claims are refuted as expected; grey where nothing applies; green only where all
    that applies holds.
    """

    label: str
    message: str
    color: str

    def as_data(self) -> dict[str, Any]:
        """Write the badge as the endpoint of shields.io reads it."""
        return {"schemaVersion": 1, "label": self.label, "message": self.message, "color": self.color}


def suite_badge(records: Sequence[Record]) -> Badge:
    """Sum up the records of one suite: how many verdicts of each kind, and on how many interpreters."""
    claims = [claim for record in records for claim in record.claims]
    broken = sum(len(record.broken) for record in records)
    found = Counter(claim.verdict for claim in claims)
    parts = [f"{found[verdict]} {PLURAL.get(verdict, verdict)}" for verdict in VERDICTS[:3] if found[verdict]]
    where = f" on {counted(len(records), 'interpreter')}" if len(records) > 1 else ""
    message = f"{', '.join(parts) or 'nothing applies'}{where}{_remarks(claims, broken)}"
    return Badge(label="claims", message=_dated(message, records), color=_color(claims, broken, refuted="blue"))


def claim_badge(claim_id: str, records: Sequence[Record]) -> Badge:
    """Say what came out of one claim in the records that have it. Raises ValueError if none has."""
    having = [record for record in records if claim_id in ids_of(record)]
    if not having:
        raise ValueError(f"no record has the claim {claim_id!r}")
    claims = [claim for record in having for claim in record.claims if claim.id == claim_id]
    broken = sum(each.id == claim_id for record in having for each in record.broken)
    found = Counter(claim.verdict for claim in claims)
    parts = [f"{verdict} on {found[verdict]}" for verdict in VERDICTS if found[verdict]]
    if len(having) == 1:
        parts = list(found)
    message = f"{', '.join(parts) or 'no verdict'}{_remarks(claims, broken)}"
    return Badge(label=claim_id, message=_dated(message, having), color=_color(claims, broken, refuted="red"))


def badges(records: Sequence[Record]) -> Iterator[tuple[Path, Badge]]:
    """Make the badge of a suite and one of each claim, each with its place below a folder that never changes."""
    yield Path("suite.json"), suite_badge(records)
    for claim_id in dict.fromkeys(each for record in records for each in ids_of(record)):
        yield Path("claims", f"{file_stem(claim_id)}.json"), claim_badge(claim_id, records)


def ids_of(record: Record) -> list[str]:
    """List the claims of a record, whether or not they came to a verdict."""
    return [claim.id for claim in record.claims] + [broken.id for broken in record.broken]


def file_stem(claim_id: str) -> str:
    """Name a claim's file: by its id, in which whatever is no plain letter, digit or one of ``._-~[]`` is escaped."""
    return quote(claim_id, safe="[]")


def _color(claims: Sequence[ClaimRecord], broken: int, *, refuted: str) -> str:
    """Choose the colour: the worst that any claim has. refuted: the colour of a claim refuted as expected."""
    of_verdict = {"holds": GREEN, "refuted": refuted, "inconclusive": "yellow", "not applicable": "lightgrey"}
    found = {of_verdict[claim.verdict] for claim in claims}
    found |= {"yellow" for claim in claims if claim.outdated}
    found |= {"red" for claim in claims if claim.surprise}
    if broken:
        found.add("red")
    return next((color for color in WORST_FIRST if color in found), "lightgrey")


def _remarks(claims: Sequence[ClaimRecord], broken: int) -> str:
    surprises = sum(claim.surprise for claim in claims)
    outdated = sum(claim.outdated for claim in claims)
    remarks = [
        counted(surprises, "surprise") if surprises else "",
        f"{outdated} outdated" if outdated else "",
        f"{broken} broken" if broken else "",
    ]
    return "".join(f", {remark}" for remark in remarks if remark)


def _dated(message: str, records: Sequence[Record]) -> str:
    """Say since when a badge is so: the day of the oldest run, for nothing on it is older."""
    oldest = min(datetime.fromisoformat(record.started).date() for record in records)
    return f"{message} · {oldest.isoformat()}"
