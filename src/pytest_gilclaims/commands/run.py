"""The command ``gilclaims run``: the claims on every CPython at hand."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_gilclaims.commands.records import page_of
from pytest_gilclaims.report import matrix
from pytest_gilclaims.report.files import replace_text


def add_run(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
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
