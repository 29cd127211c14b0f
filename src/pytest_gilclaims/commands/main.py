"""The command ``gilclaims``: what can be done with documents and records beside a run."""

import argparse
import difflib
import importlib.metadata
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pytest_gilclaims.commands.ask import add_ask
from pytest_gilclaims.commands.badges import add_badges, text_of
from pytest_gilclaims.commands.new import add_new
from pytest_gilclaims.commands.parser import Parser, fail_on
from pytest_gilclaims.documents.guide import guide
from pytest_gilclaims.documents.ledger import NAME, Difference, Ledger, differences, read_ledger
from pytest_gilclaims.documents.sentences import has_marks, sentences_of
from pytest_gilclaims.report import matrix
from pytest_gilclaims.report.badges import suite_badge
from pytest_gilclaims.report.comparison import changes, reservations
from pytest_gilclaims.report.files import read_text, replace_text
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import read_record
from pytest_gilclaims.words import counted

BROKEN_PIPE = 141
"""The status of a program that its reader left, as shells tell it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns its exit status: 1 if there is something to look at."""
    parser = command_line()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_output()
        return BROKEN_PIPE
    except OSError as error:
        forget_output()
        parser.refuse(f"{error.filename or 'the output'}: {error.strerror or error}")
    except ValueError as error:
        parser.refuse(str(error))
    return status


def forget_output() -> None:
    """Let what could not be written anyway go nowhere, for Python would try it again at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def command_line() -> Parser:
    """Describe the command and what it can be asked."""
    parser = Parser(prog="gilclaims", description="Executable claims about the GIL.")
    parser.add_argument(
        "--version", action="version", version=f"pytest-gilclaims {importlib.metadata.version('pytest-gilclaims')}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    trace = commands.add_parser("trace", help="compare a document with the claims that it names, or with a ledger")
    trace.add_argument("document", type=Path, metavar="DOCUMENT")
    trace.add_argument("--ledger", type=Path, metavar="FILE", help="the ledger (default without marks: the guide's)")
    trace.add_argument(
        "--suite",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="folder whose claims must all be named",
    )
    trace.add_argument("--accept", action="store_true", help="update the marks for the sentences as they are now")
    trace.set_defaults(run=trace_document)
    reader = commands.add_parser("read", help="write a Markdown document as an HTML page with verdicts")
    reader.add_argument("document", type=Path, metavar="DOCUMENT")
    reader.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    reader.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    reader.add_argument("--fail-on", type=fail_on, default=[], metavar="WHAT", help="any of: stale,surprise")
    reader.set_defaults(run=read_document)
    table = commands.add_parser("matrix", help="merge the records of several interpreters into one table")
    table.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    table.add_argument("--all", action="store_true", help="also show claims with the same verdict everywhere")
    table.add_argument("--markdown", type=Path, metavar="FILE", help="write the whole matrix as Markdown")
    table.add_argument("--html", type=Path, metavar="FILE", help="write an HTML page with all evidence")
    table.add_argument("--json", type=Path, metavar="FILE", help="write the verdicts as JSON")
    table.add_argument("--badge", type=Path, metavar="FILE", help="write the badge of the suite, for shields.io")
    table.set_defaults(run=show_matrix)
    add_badges(commands)
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
    listing = commands.add_parser("list", help="list all claims with their expected verdicts")
    listing.set_defaults(run=lambda options: list_claims())
    explain = commands.add_parser("explain", help="explain a claim: its test, its controls, the evidence in a record")
    explain.add_argument("claim", metavar="ID")
    explain.add_argument("record", type=Path, nargs="?", metavar="RECORD")
    explain.set_defaults(run=lambda options: explain_claims(options.claim, options.record))
    visit = commands.add_parser("run", help="run the claims on every CPython on this machine, one after another")
    visit.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="VERSION",
        help="a version such as 3.14t, or a path; may be repeated",
    )
    visit.add_argument("--all", action="store_true", help="every CPython that is found (default without --python)")
    visit.add_argument(
        "--with",
        dest="packages",
        action="append",
        default=[],
        metavar="PACKAGE",
        help="also install this package, such as numpy; may be repeated",
    )
    visit.add_argument("-o", "--output", type=Path, default=Path("claims-survey"), metavar="DIR")
    visit.add_argument("pytest", nargs="*", metavar="-- OPTION", help="options for pytest, after --")
    visit.set_defaults(run=run_survey)
    add_ask(commands)
    add_new(commands)
    return parser


def trace_document(options: argparse.Namespace) -> int:
    """Hold a document against the claims that it names beside its sentences, or else against a ledger."""
    text = read_text(options.document)
    if options.ledger is None and (options.accept or options.suite or has_marks(text)):
        from pytest_gilclaims.commands.documents import trace

        return trace(options.document, options.suite, accept=options.accept)
    return hold_against(read_ledger(options.ledger or guide() / NAME), text)


def hold_against(ledger: Ledger, text: str) -> int:
    """Say which sentences of a document are new, changed or gone, and how the others are accounted for."""
    sentences = list(sentences_of(text, ledger.layout))
    found = list(differences(ledger, sentences))
    for difference in found:
        print(told(difference))
    print(account(ledger, len(sentences), len(found)))
    return bool(found)


def told(difference: Difference) -> str:
    """Write a difference for a person."""
    entry, sentence = difference.entry, difference.sentence
    parts = [f"{difference.word}:"]
    if sentence is not None:
        parts.append(f"line {sentence.line}, {sentence.digest}: {sentence.text}")
    if entry is not None:
        parts.append(f"({'was: ' if sentence else ''}{entry.digest}: {entry.says})")
        if entry.claims:
            parts.append(f"outdated until checked: {', '.join(entry.claims)}")
    return " ".join(parts)


def account(ledger: Ledger, sentences: int, different: int) -> str:
    """Count the sentences by what became of them."""
    entries = ledger.entries
    tested = sum(bool(entry.claims) for entry in entries)
    implied = sum(bool(entry.implied_by) for entry in entries)
    reasons = sum(bool(entry.reason) for entry in entries)
    claims = len({claim for entry in entries for claim in entry.claims})
    return (
        f"{counted(sentences, 'sentence')}: {tested} tested by {counted(claims, 'claim')}, "
        f"{implied} implied by others, {reasons} without a claim for a stated reason; {different} to look at"
    )


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


def read_records(paths: Sequence[Path]) -> list[tuple[Path, Record]]:
    """Read records, each beside the place that it came from."""
    return [(path, read_record(path)) for path in paths]


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


def read_document(options: argparse.Namespace) -> int:
    """Write a document as a page with the verdicts of records."""
    from pytest_gilclaims.commands.documents import read

    return read(options)


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


def run_survey(options: argparse.Namespace) -> int:
    """Run the claims on one interpreter after another, and end with their matrix and a page."""
    from pytest_gilclaims.commands.stops import stops
    from pytest_gilclaims.commands.survey import survey

    def tell(text: str) -> None:
        print(text, flush=True)

    visited = stops([] if options.all else options.python)
    records, failures = survey(visited, options.output, options.pytest, tell, options.packages)
    surprises = sum(claim.surprise for _, record in records for claim in record.claims)
    if records:
        merged = replace(matrix.merge(records), failures=tuple(failures))
        print("\n".join(matrix.as_text(merged, rest="the page shows them")))
        target = options.output / "page.html"
        replace_text(target, page_of(merged, records))
        print(f"page: {target}")
    return bool(failures or surprises or not records)


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
