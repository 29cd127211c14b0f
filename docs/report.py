"""Run the claims and put the report that they print into the README.

    python docs/report.py

The record of the run is kept beside this file: tests render it again, and compare its suite with the claims that ship.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from pytest_gilclaims.report.files import replace_text
from pytest_gilclaims.report.store import read_record, write_record
from pytest_gilclaims.report.terminal import rule, whole

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "docs" / "report.json"
README = ROOT / "README.md"
SHOWN = 13
"""Lines on claims that are worth a look."""

BEGIN, END = "```\n$ pytest --claims\n", "```\n"


def shortened(report: str) -> str:
    """Leave out all but the first few of the claims that are worth a look."""
    before, title, rest = report.partition(rule("claims worth a look") + "\n")
    claims, verdicts, count = rest.partition(rule("verdicts") + "\n")
    first = "".join(claims.splitlines(keepends=True)[:SHOWN])
    return before + title + first + "…\n" + verdicts + count


def with_report(readme: str, report: str) -> str:
    """Replace the report in the README by a shortened one."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + shortened(report) + END + after


def main() -> int:
    """Run, render, replace."""
    outcome = subprocess.run([sys.executable, "-m", "pytest", "--claims", f"--claims-json={RECORD}"], check=False)
    if outcome.returncode == 0:
        record = read_record(RECORD)
        # How an interpreter was configured names folders of the machine that built it.
        write_record(replace(record, interpreter={**record.interpreter, "configure": ""}), RECORD)
        replace_text(README, with_report(README.read_text(), whole(record)))
    return outcome.returncode


if __name__ == "__main__":
    sys.exit(main())
