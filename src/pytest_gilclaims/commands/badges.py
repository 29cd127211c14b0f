"""The command ``gilclaims badges``: a badge of a suite and one of each claim, as files that a page can point at."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from pytest_gilclaims.report.badges import Badge, badges
from pytest_gilclaims.report.files import replace_text, trouble
from pytest_gilclaims.report.matrix import merge
from pytest_gilclaims.report.store import read_records
from pytest_gilclaims.words import counted


def add_badges(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    writer = commands.add_parser("badges", help="write a badge of the suite and one of each claim, for shields.io")
    writer.add_argument("records", type=Path, nargs="+", metavar="RECORD")
    writer.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    writer.set_defaults(run=lambda options: write_badges(options.records, options.output))


def write_badges(paths: list[Path], folder: Path) -> int:
    """Write ``suite.json`` and ``claims/ID.json`` into a folder, which is made where there is none.

    Raises ValueError, in one sentence, for records that do not go together or files that cannot be written.
    """
    records = read_records(paths)
    merge(records)
    files = [(folder / place, text_of(badge)) for place, badge in badges([record for _, record in records])]
    with trouble("make", folder):
        (folder / "claims").mkdir(parents=True, exist_ok=True)
    for path, text in files:
        replace_text(path, text)
    print(f"{counted(len(files), 'badge')} in {folder}")
    return 0


def text_of(badge: Badge) -> str:
    """Write a badge as a file holds it."""
    return json.dumps(badge.as_data(), ensure_ascii=False) + "\n"
