"""Annotations: surprises, where a workflow of GitHub looks for them."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.terminal import verdict_phrase


def github_annotations(record: Record) -> Iterator[str]:
    """Write surprises and broken claims as GitHub shows them beside a workflow."""
    for claim in record.claims:
        if claim.surprise:
            yield f"::error title={escaped(claim.id)}::{escaped(f'{verdict_phrase(claim)}: {claim.reason}')}"
    for broken in record.broken:
        yield f"::error title={escaped(broken.id)}::{escaped(f'broken: {broken.error}')}"


def escaped(text: str) -> str:
    """Let a text stand in a workflow command, whatever is in it."""
    characters = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}
    return "".join(characters.get(character, character) for character in text)
