"""The commands about claims: ``gilclaims list`` and ``gilclaims explain``."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path
from typing import Any

from pytest_gilclaims.report.store import read_record


def add_claims(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe both commands."""
    listing = commands.add_parser("list", help="list all claims with their expected verdicts")
    listing.set_defaults(run=lambda options: list_claims())
    explain = commands.add_parser("explain", help="explain a claim: its test, its controls, the evidence in a record")
    explain.add_argument("claim", metavar="ID")
    explain.add_argument("record", type=Path, nargs="?", metavar="RECORD")
    explain.set_defaults(run=lambda options: explain_claims(options.claim, options.record))


def list_claims() -> int:
    """Print all claims by section, with what is expected of them."""
    from pytest_gilclaims.commands.catalogue import expectation_phrase, listings

    section = ""
    for listing in listings():
        if listing.claim.section != section:
            section = listing.claim.section
            print(section)
        print(f"  {listing.claim.id}: {expectation_phrase(listing.claim.expect)}")
    return 0


def explain_claims(pattern: str, path: Path | None) -> int:
    """Print all that there is to know of a claim, and of each of its cases if it has several."""
    from pytest_gilclaims.commands.catalogue import explanation, listings
    from pytest_gilclaims.report.explanation import evidence_lines
    from pytest_gilclaims.running.patterns import matches

    record = read_record(path) if path is not None else None
    found = listings()
    chosen = [listing for listing in found if matches(listing.claim.id, pattern)]
    if not chosen:
        close = difflib.get_close_matches(pattern, [listing.claim.id for listing in found], 1, cutoff=0.5)
        hint = f"did you mean {close[0]!r}?" if close else "gilclaims list shows all claims"
        raise ValueError(f"no claim is named {pattern!r}: {hint}")
    lines: list[str] = []
    for listing in chosen:
        lines += explanation(listing)
        if record is not None:
            told = [claim for claim in record.claims if claim.id == listing.claim.id]
            lines += [text for claim in told for text, _ in evidence_lines(claim, record)]
    print("\n".join(lines))
    return 0
