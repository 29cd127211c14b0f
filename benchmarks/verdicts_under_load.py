"""Run the claims beside busy loops, again and again, and hold every verdict against the quiet ones.

    python benchmarks/verdicts_under_load.py PYTHON... [--loads 0 2 4 8] [--runs 20] [--out FILE.json]
        [--quiet RECORD.json...]

Each PYTHON is an interpreter in whose environment pytest-gilclaims is installed; further options go to pytest, such as
--claims-budget. The loops start when the workers are warm (busy_loops.py). Every run is kept in the output file as soon
as it ends, and a stopped series goes on where it was. The table at the end counts, for each claim and load, the
verdicts: ``h`` holds, ``r`` refuted, ``i`` inconclusive, ``n`` not applicable, ``b`` broken. Of more than twenty
claims, those with the same counts share a row.
Exits 1 if a decided verdict contradicts another, or that of a quiet run on the same interpreter, made with
``pytest --claims --claims-json=RECORD.json``.
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
from statistics import median
from typing import Any

from pytest_gilclaims.report.files import replace_text
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import read_record

Runs = list[dict[str, Any]]
Series = dict[str, Runs]

MOST_ROWS = 20
"""Of more claims than this, those with the same counts share a row."""

MOST_NAMES = 6
"""More claims than this that share a row are named by their sections."""

DECIDED = ("holds", "refuted")


def run_claims(python: str, load: int, arguments: Sequence[str]) -> dict[str, Any]:
    """Run the claims once beside so many loops and return what matters of the record.

    Raises RuntimeError if the run left none.
    """
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
        seconds = time.perf_counter() - started
        if not record_path.exists():
            said = (outcome.stderr.strip() or outcome.stdout.strip()).splitlines()
            raise RuntimeError(f"{python} ended with {outcome.returncode} and left no record: {said[-1:]}")
        return what_matters(json.loads(record_path.read_text()), outcome.returncode, seconds)


def what_matters(record: dict[str, Any], status: int, seconds: float) -> dict[str, Any]:
    """Keep of a record the verdicts, why some are none, and where the time went.

    seconds: of the whole run, its start and its end included.
    """
    claims = record["claims"]
    return {
        "exit": status,
        "seconds": round(seconds, 1),
        **({"durations": record["durations"]} if "durations" in record else {}),
        "verdicts": {claim["id"]: claim["verdict"] for claim in claims},
        "reasons": {claim["id"]: claim["reason"] for claim in claims if claim["verdict"] == "inconclusive"},
        "broken": record["broken"],
    }


def title_of(python: str) -> str:
    """Ask an interpreter what it is."""
    question = "from pytest_gilclaims.facts.interpreter import this_interpreter; print(this_interpreter().title)"
    return subprocess.run([python, "-c", question], capture_output=True, text=True, check=True).stdout.strip()


def key_of(title: str, load: int) -> str:
    """Name a series of runs."""
    return f"{title}, beside {load}"


def contradictions(runs: Runs, quiet: Sequence[Record] = ()) -> list[str]:
    """List the claims that were decided one way in one run and the other way in another, or in a quiet one."""
    verdicts = [run["verdicts"] for run in runs]
    verdicts += [{claim.id: claim.verdict for claim in record.claims} for record in quiet]
    seen: dict[str, set[str]] = {}
    for claim, verdict in (told for run in verdicts for told in run.items()):
        if verdict in DECIDED:
            seen.setdefault(claim, set()).add(verdict)
    return [claim for claim, decided in seen.items() if len(decided) > 1]


def counts_of(claim: str, runs: Runs) -> str:
    """Count the verdicts on a claim."""
    counts = Counter(run["verdicts"].get(claim, "broken")[0] for run in runs)
    return " ".join(f"{count} {letter}" for letter, count in sorted(counts.items())) or "–"


def rows_of(by_load: Sequence[Runs]) -> Iterator[tuple[str, Sequence[str]]]:
    """Say of each claim what came out beside each load; of many claims, say once what came out for several."""
    claims = dict.fromkeys(
        claim
        for runs in by_load
        for run in runs
        for claim in [*run["verdicts"], *(broken["id"] for broken in run["broken"])]
    )
    cells = {claim: tuple(counts_of(claim, runs) for runs in by_load) for claim in claims}
    if len(cells) <= MOST_ROWS:
        yield from cells.items()
        return
    for counts, _ in Counter(cells.values()).most_common():
        yield name_of([claim for claim in claims if cells[claim] == counts]), counts


def name_of(claims: Sequence[str]) -> str:
    """Name claims in a row: some by themselves, many by their sections."""
    if len(claims) == 1:
        return claims[0]
    sections = Counter(claim.partition(".")[0] for claim in claims)
    names = claims if len(claims) <= MOST_NAMES else [f"{section} ({count})" for section, count in sections.items()]
    return f"{len(claims)} claims: {', '.join(names)}"


def table(series: Series, title: str, loads: Sequence[int]) -> Iterator[str]:
    """Write the counts of verdicts as Markdown."""
    by_load = [series.get(key_of(title, load), []) for load in loads]
    if not any(by_load):
        return
    yield f"### {title}\n"
    yield "| claim | " + " | ".join(f"beside {load}" for load in loads) + " |"
    yield "|---" * (len(loads) + 1) + "|"
    for name, cells in rows_of(by_load):
        yield f"| {name} | " + " | ".join(cells) + " |"
    times = [f"{median(run['seconds'] for run in runs):.0f} s ({len(runs)} runs)" if runs else "–" for runs in by_load]
    yield "| median time of a run | " + " | ".join(times) + " |\n"


def quiet_records(paths: Sequence[Path], titles: Sequence[str]) -> dict[str, list[Record]]:
    """Read records by the title of their interpreter.

    Raises ValueError for a file that is no record, or is of an interpreter that is not asked about.
    """
    records: dict[str, list[Record]] = {}
    for path in paths:
        record = read_record(path)
        title = record.interpreter["title"]
        if title not in titles:
            raise ValueError(f"{path} is of {title}, which is not asked about: name its PYTHON, or leave it out")
        records.setdefault(title, []).append(record)
    return records


def main() -> int:
    """Run the series and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="+", metavar="PYTHON")
    parser.add_argument("--loads", nargs="+", type=int, default=[0, 2, 4, 8])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path("verdicts_under_load.json"))
    parser.add_argument("--quiet", nargs="+", type=Path, default=[], metavar="RECORD", help="records of quiet runs")
    parser.add_argument(
        "--until", type=float, default=float("inf"), help="start no run later than this many seconds on"
    )
    options, arguments = parser.parse_known_args()
    series: Series = json.loads(options.out.read_text()) if options.out.exists() else {}
    titles = {python: title_of(python) for python in options.pythons}
    try:
        quiet = quiet_records(options.quiet, list(titles.values()))
    except ValueError as error:
        parser.error(str(error))
    begun = time.perf_counter()
    for number in range(options.runs):
        for load in options.loads:
            for python, title in titles.items():
                runs = series.setdefault(key_of(title, load), [])
                if len(runs) > number or time.perf_counter() - begun > options.until:
                    continue
                try:
                    runs.append(run_claims(python, load, arguments))
                except RuntimeError as error:
                    parser.exit(2, f"{error}\n")
                replace_text(options.out, json.dumps(series, indent=1))
                print(f"{key_of(title, load)}: run {len(runs)}, {runs[-1]['seconds']} s", file=sys.stderr)
    wrong = []
    for title in titles.values():
        print("\n".join(table(series, title, options.loads)))
        runs = [run for load in options.loads for run in series.get(key_of(title, load), [])]
        wrong += [f"{claim} on {title}" for claim in contradictions(runs, quiet.get(title, []))]
    print("contradictions: " + (", ".join(wrong) or "none"))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
