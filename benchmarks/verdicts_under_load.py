"""Run the claims beside busy loops, again and again, and hold every verdict against the quiet ones.

    python benchmarks/verdicts_under_load.py PYTHON... [--loads 0 2 4 8] [--runs 20] [--out FILE.json]

Each PYTHON is an interpreter in whose environment pytest-gilclaims is installed; further options go to pytest, such as
--claims-budget. The loops start when the workers are warm (busy_loops.py). Every run is kept in the output file as soon
as it ends, and a stopped series goes on where it was. The table at the end counts, for each claim and load, the
verdicts: ``h`` holds, ``r`` refuted, ``i`` inconclusive, ``n`` not applicable.
Exits 1 if a decided verdict contradicts another.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pytest_gilclaims.report.files import replace_text

Series = dict[str, list[dict[str, Any]]]


def run_claims(python: str, load: int, arguments: Sequence[str]) -> dict[str, Any]:
    """Run the bundled claims once beside so many loops and return what matters of the record."""
    with tempfile.TemporaryDirectory() as folder:
        record_path = Path(folder, "record.json")
        command = [python, "-m", "pytest", "--claims", f"--claims-json={record_path}", "-q"]
        command += ["-p", "busy_loops", f"--busy-loops={load}", *arguments]
        started = time.perf_counter()
        outcome = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        record = json.loads(record_path.read_text())
        return {
            "exit": outcome.returncode,
            "seconds": round(time.perf_counter() - started, 1),
            "verdicts": {claim["id"]: claim["verdict"] for claim in record["claims"]},
            "broken": record["broken"],
        }


def title_of(python: str) -> str:
    """Ask an interpreter what it is."""
    question = "from pytest_gilclaims.facts.interpreter import this_interpreter; print(this_interpreter().title)"
    return subprocess.run([python, "-c", question], capture_output=True, text=True, check=True).stdout.strip()


def key_of(title: str, load: int) -> str:
    """Name a series of runs."""
    return f"{title}, beside {load}"


def contradictions(series: Series, title: str, loads: Sequence[int]) -> list[str]:
    """List the claims that were decided one way in one run and the other way in another."""
    seen: dict[str, set[str]] = {}
    for load in loads:
        for run in series.get(key_of(title, load), []):
            for claim, verdict in run["verdicts"].items():
                if verdict in ("holds", "refuted"):
                    seen.setdefault(claim, set()).add(verdict)
    return [claim for claim, verdicts in seen.items() if len(verdicts) > 1]


def table(series: Series, title: str, loads: Sequence[int]) -> Iterator[str]:
    """Write the counts of verdicts as Markdown."""
    some = [run for load in loads for run in series.get(key_of(title, load), [])]
    if not some:
        return
    yield f"### {title}\n"
    yield "| claim | " + " | ".join(f"beside {load}" for load in loads) + " |"
    yield "|---" * (len(loads) + 1) + "|"
    for claim in some[0]["verdicts"]:
        cells = []
        for load in loads:
            counts = Counter(run["verdicts"].get(claim, "broken")[0] for run in series.get(key_of(title, load), []))
            cells.append(" ".join(f"{count} {letter}" for letter, count in sorted(counts.items())) or "–")
        yield f"| {claim} | " + " | ".join(cells) + " |"
    seconds = [sorted(run["seconds"] for run in series.get(key_of(title, load), [])) for load in loads]
    cells = [f"{runs[len(runs) // 2]:.0f} s ({len(runs)} runs)" if runs else "–" for runs in seconds]
    yield "| median time of a run | " + " | ".join(cells) + " |\n"


def main() -> int:
    """Run the series and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="+", metavar="PYTHON")
    parser.add_argument("--loads", nargs="+", type=int, default=[0, 2, 4, 8])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path("verdicts_under_load.json"))
    parser.add_argument(
        "--until", type=float, default=float("inf"), help="start no run later than this many seconds on"
    )
    options, arguments = parser.parse_known_args()
    series: Series = json.loads(options.out.read_text()) if options.out.exists() else {}
    titles = {python: title_of(python) for python in options.pythons}
    begun = time.perf_counter()
    for number in range(options.runs):
        for load in options.loads:
            for python, title in titles.items():
                runs = series.setdefault(key_of(title, load), [])
                if len(runs) > number or time.perf_counter() - begun > options.until:
                    continue
                runs.append(run_claims(python, load, arguments))
                replace_text(options.out, json.dumps(series, indent=1))
                print(f"{key_of(title, load)}: run {len(runs)}, {runs[-1]['seconds']} s", file=sys.stderr)
    wrong = []
    for title in titles.values():
        print("\n".join(table(series, title, options.loads)))
        wrong += [f"{claim} on {title}" for claim in contradictions(series, title, options.loads)]
    print("contradictions: " + (", ".join(wrong) or "none"))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
