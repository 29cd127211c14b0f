"""A document whose claims stand beside its sentences: held against them, or written as a page with its verdicts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pytest_gilclaims.documents.markdown import Passage, Reading
from pytest_gilclaims.documents.marks import Mark
from pytest_gilclaims.documents.rendering import blocks_of
from pytest_gilclaims.documents.tracing import accepted, stale_claims, troubles
from pytest_gilclaims.report import matrix
from pytest_gilclaims.report.files import read_text, read_with_line_ends, replace_text
from pytest_gilclaims.report.store import read_records
from pytest_gilclaims.words import counted


def trace(path: Path, claims: Sequence[Path], *, accept: bool) -> int:
    """Say what does not fit between a document and its claims, or accept the sentences as they are.

    claims: folders whose claims must all be named; without them those of the guide may be.
    """
    from pytest_gilclaims.commands.catalogue import listings

    document = read_with_line_ends(path)
    with place(path):
        if accept:
            document = accepted(document)
        passages = Reading(document).passages
    if accept:
        replace_text(path, document)
    known = {listing.claim.id for listing in listings(*map(str, claims))}
    found = [trouble for trouble in troubles(passages, known) if trouble.line or claims]
    for trouble in found:
        print(f"{path}:{trouble.line}: {trouble.says}" if trouble.line else f"{path}: {trouble.says}")
    tested = sum(bool(passage.claims) for passage in passages)
    print(f"{counted(len(passages), 'sentence')}: {tested} with claims; {len(found)} to look at")
    return bool(found)


def read(options: argparse.Namespace) -> int:
    """Write a document as a page with the verdicts of records."""
    from pytest_gilclaims.report.reading import Block, Verdicts, reading_page, untested

    path: Path = options.document
    records = read_records(options.records)
    verdicts = Verdicts(matrix.merge(records), [record for _, record in records])
    text = read_text(path)
    with place(path):
        reading = Reading(text)

    def chips(passage: Passage, mark: Mark) -> str:
        is_stale = mark.digest not in ("", passage.sentence.digest)
        return "".join(
            [verdicts.chip(claim, is_stale=is_stale) for claim in mark.claims]
            + ([untested(mark.reason)] if mark.reason else [])
        )

    blocks = [Block(html=block.html, claims=block.claims) for block in blocks_of(reading, chips)]
    title = next((passage.section for passage in reading.passages if passage.section), path.name)
    replace_text(options.output, reading_page(title, blocks, verdicts))
    found = {
        "stale": sorted(stale_claims(reading.passages)),
        "surprise": sorted(
            {
                claim
                for passage in reading.passages
                for claim in passage.claims
                for row in verdicts.rows(claim)
                if any(cell is not None and cell.surprise for cell in row.cells)
            }
        ),
    }
    for kind, names in found.items():
        if names:
            print(f"{kind}: {', '.join(names)}")
    return any(found[kind] for kind in options.fail_on)


@contextmanager
def place(path: Path) -> Iterator[None]:
    """Name the file in what goes wrong with it."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
