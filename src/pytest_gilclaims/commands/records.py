"""The commands about records: ``gilclaims matrix``, ``html``, ``timeline`` and ``compare``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pytest_gilclaims.commands.badges import text_of
from pytest_gilclaims.report import matrix
from pytest_gilclaims.report.badges import suite_badge
from pytest_gilclaims.report.comparison import changes, reservations
from pytest_gilclaims.report.files import replace_text
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import read_record, read_records
from pytest_gilclaims.words import counted


def add_records(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe these commands."""
    table = commands.add_parser("matrix", help="merge the records of several interpreters into one table")
    table.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    table.add_argument("--all", action="store_true", help="also show claims with the same verdict everywhere")
    table.add_argument("--markdown", type=Path, metavar="FILE", help="write the whole matrix as Markdown")
    table.add_argument("--html", type=Path, metavar="FILE", help="write an HTML page with all evidence")
    table.add_argument("--json", type=Path, metavar="FILE", help="write the verdicts as JSON")
    table.add_argument("--badge", type=Path, metavar="FILE", help="write the badge of the suite, for shields.io")
    table.set_defaults(run=show_matrix)
    picture = commands.add_parser("html", help="write an HTML page with all evidence in the records")
    picture.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    picture.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    picture.set_defaults(run=lambda options: show_page(options.records, options.output))
    timeline = commands.add_parser("timeline", help="write what ran when, for Perfetto and other trace viewers")
    timeline.add_argument("record", type=Path, metavar="RECORD")
    timeline.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    timeline.set_defaults(run=lambda options: write_timeline(options.record, options.output))
    compare = commands.add_parser("compare", help="show what changed between two records")
    compare.add_argument("old", type=Path, metavar="OLD")
    compare.add_argument("new", type=Path, metavar="NEW")
    compare.set_defaults(run=lambda options: show_changes(options.old, options.new))


def show_matrix(options: argparse.Namespace) -> int:
    """Merge records, print their matrix, and write it as it was asked for."""
    records = read_records(options.records)
    merged = matrix.merge(records)
    # All that can go wrong with records has gone wrong before anything is written.
    outputs = list(outputs_of(merged, records, options))
    print("\n".join(matrix.as_text(merged, all_rows=options.all)))
    for path, text in outputs:
        replace_text(path, text)
    return 0


def outputs_of(
    merged: matrix.Matrix, records: Sequence[tuple[Path, Record]], options: argparse.Namespace
) -> Iterator[tuple[Path, str]]:
    """Render a matrix in each form that was asked for, beside the file that it goes to."""
    if options.markdown is not None:
        yield options.markdown, "\n".join(matrix.as_markdown(merged)) + "\n"
    if options.json is not None:
        yield options.json, json.dumps(matrix.as_data(merged), indent=1) + "\n"
    if options.badge is not None:
        yield options.badge, text_of(suite_badge([record for _, record in records]))
    if options.html is not None:
        yield options.html, page_of(merged, records)


def show_page(paths: Sequence[Path], output: Path) -> int:
    """Write a page from records."""
    records = read_records(paths)
    replace_text(output, page_of(matrix.merge(records), records))
    return 0


def page_of(merged: matrix.Matrix, records: Sequence[tuple[Path, Record]]) -> str:
    """Render a page of what was merged from records."""
    from pytest_gilclaims.report.html import page

    return page(merged, [record for _, record in records])


def write_timeline(path: Path, output: Path) -> int:
    """Write the timelines of a record as trace events."""
    from pytest_gilclaims.report.trace_events import trace

    replace_text(output, trace(read_record(path)))
    return 0


def show_changes(old: Path, new: Path) -> int:
    """Print what changed between two records."""
    before, after = read_record(old), read_record(new)
    for reservation in reservations(before, after):
        print(reservation)
    found = list(changes(before, after))
    for change in found:
        print(f"{change.id}: {change.what}")
    print(f"{counted(len(found), 'claim')} changed")
    return bool(found)
