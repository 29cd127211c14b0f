"""Run the claims, ask about a call, and put what they print into the README.

    python docs/report.py

The record of the run is kept beside this file: tests render it again, and compare its suite with the claims that ship.
"""

import shlex
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
QUESTION = ["ask", "-s", "import zlib; data = bytes(range(256)) * 4000", "zlib.compress(data)"]


def shortened(report: str) -> str:
    """Leave out all but the first few of the claims that are worth a look."""
    before, title, rest = report.partition(rule("claims worth a look") + "\n")
    claims, verdicts, count = rest.partition(rule("verdicts") + "\n")
    first = "".join(claims.splitlines(keepends=True)[:SHOWN])
    return before + title + first + "…\n" + verdicts + count


def with_report(readme: str, report: str) -> str:
    """Replace the report in the README by a shortened one."""
    return with_screen(readme, BEGIN, shortened(report))


def with_screen(readme: str, begin: str, screen: str) -> str:
    """Replace what a command prints in the README."""
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(END)
    return before + begin + screen + END + after


def with_answer(readme: str) -> str:
    """Ask, and put the answer into the README."""
    asked = subprocess.run(
        [sys.executable, "-m", "pytest_gilclaims", *QUESTION], capture_output=True, text=True, check=True
    )
    return with_screen(readme, f"```\n$ {shlex.join(['gilclaims', *QUESTION])}\n", asked.stdout)


def main() -> int:
    """Run, render, replace."""
    outcome = subprocess.run([sys.executable, "-m", "pytest", "--claims", f"--claims-json={RECORD}"], check=False)
    if outcome.returncode == 0:
        record = read_record(RECORD)
        # How an interpreter was configured names folders of the machine that built it.
        write_record(replace(record, interpreter={**record.interpreter, "configure": ""}), RECORD)
        replace_text(README, with_answer(with_report(README.read_text(), whole(record))))
    return outcome.returncode


if __name__ == "__main__":
    sys.exit(main())
