"""The commands ``gilclaims trace`` and ``gilclaims read``: a document, held against its claims or with its verdicts.

What reads Markdown is loaded where it is needed: the other commands do without.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pytest_gilclaims.commands.ledgers import hold_against
from pytest_gilclaims.commands.parser import fail_on
from pytest_gilclaims.documents.guide import guide
from pytest_gilclaims.documents.ledger import NAME, read_ledger
from pytest_gilclaims.documents.sentences import has_marks
from pytest_gilclaims.report.files import read_text


def add_documents(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe both commands."""
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


def trace_document(options: argparse.Namespace) -> int:
    """Hold a document against the claims that it names beside its sentences, or else against a ledger."""
    text = read_text(options.document)
    if options.ledger is None and (options.accept or options.suite or has_marks(text)):
        from pytest_gilclaims.commands.marked import trace

        return trace(options.document, options.suite, accept=options.accept)
    return hold_against(read_ledger(options.ledger or guide() / NAME), text)


def read_document(options: argparse.Namespace) -> int:
    """Write a document as a page with the verdicts of records."""
    from pytest_gilclaims.commands.marked import read

    return read(options)
