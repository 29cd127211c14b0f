"""How long a verdict takes, and how often it is right: this engine beside pytest-benchmark, pyperf and benchmatrix.

    python -m benchmarks.time_to_verdict [--repeats 10] [--loads 0 2] [--only COMPARISON…] [--tools TOOL…] [--out FILE]

Run it from the root of the repository, with the extra `benchmarks` installed, on a machine that is left alone.
Every tool answers the same six questions (benchmarks/comparisons.py, with the right answers and their reasons), quiet
and beside busy loops, which run from its beginning to its end. Its time runs from its start to its answer, in processes
of its own. Tools are used at their defaults (benchmarks/contenders.py): pyperf and benchmatrix take half a minute for
each answer. Every answer is kept in the output file as soon as it is there, and a stopped series goes on where it was.

The tables at the end count answers: right, wrong, undecided, and failed where a tool came to none.
Exits 1 if this engine was wrong.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.busy_loops import busy_loops
from benchmarks.comparisons import COMPARISONS, Answer
from benchmarks.contenders import TOOLS, Question, attempt
from pytest_gilclaims.facts.interpreter import gil_is_enabled, this_interpreter
from pytest_gilclaims.facts.machine import usable_cores
from pytest_gilclaims.report.files import replace_text

Attempts = list[dict[str, Any]]
Series = dict[str, Attempts]

OUTCOMES = ("right", "wrong", "undecided", "failed")


def key_of(title: str, load: int, comparison: str, tool: str) -> str:
    """Name a series of attempts."""
    return f"{title}, beside {load}: {comparison} by {tool}"


def outcome_of(answer: str | None, truth: Answer) -> str:
    """Say what an answer is worth."""
    if answer is None:
        return "failed"
    if answer == Answer.UNDECIDED:
        return "undecided"
    return "right" if answer == truth else "wrong"


def outcomes_of(attempts: Attempts, truth: Answer) -> Counter[str]:
    """Count what the answers of several attempts are worth."""
    return Counter(outcome_of(attempt["answer"], truth) for attempt in attempts)


def cell_of(counts: Counter[str], seconds: Sequence[float]) -> str:
    """Write the counts, and the median of the seconds that an answer took."""
    if not seconds:
        return "–"
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
    return f"{said} · {median(seconds):.1f} s"


def table(series: Series, title: str, load: int, truths: dict[str, Answer], tools: Sequence[str]) -> Iterator[str]:
    """Write what the tools answered beside one load, as Markdown."""
    yield f"### {title}, beside {load} busy loops\n"
    yield "| faster, or different? | truth | " + " | ".join(tools) + " |"
    yield "|---" * (len(tools) + 2) + "|"
    totals: dict[str, Counter[str]] = {tool: Counter() for tool in tools}
    seconds: dict[str, list[float]] = {tool: [] for tool in tools}
    for comparison, truth in truths.items():
        cells = []
        for tool in tools:
            attempts = series.get(key_of(title, load, comparison, tool), [])
            counts, taken = outcomes_of(attempts, truth), [attempt["seconds"] for attempt in attempts]
            totals[tool] += counts
            seconds[tool] += taken
            cells.append(cell_of(counts, taken))
        yield f"| {comparison} | {truth} | " + " | ".join(cells) + " |"
    yield "| all | | " + " | ".join(cell_of(totals[tool], seconds[tool]) for tool in tools) + " |\n"


def tools_at_hand(asked_for: Sequence[str] | None) -> list[str]:
    """Return the tools to be used: all that are installed, unless some were named.

    Raises ValueError if one that was named is not installed.
    """
    missing = [name for name in asked_for or TOOLS if not TOOLS[name].is_installed]
    if missing and asked_for:
        raise ValueError(f"not installed here: {', '.join(missing)}; install the extra: pip install -e '.[benchmarks]'")
    for name in missing:
        print(f"{name} is left out: it is not installed here", file=sys.stderr)
    return [name for name in asked_for or TOOLS if name not in missing]


def run_series(series: Series, title: str, options: argparse.Namespace, tools: Sequence[str]) -> None:
    """Ask every tool every question as often as is still wanted, in turn, and keep each answer at once."""
    locked = gil_is_enabled()
    for number in range(options.repeats):
        for load in options.loads:
            with busy_loops(load):
                for comparison in options.only:
                    for tool in tools:
                        key = key_of(title, load, comparison, tool)
                        attempts = series.setdefault(key, [])
                        if len(attempts) > number:
                            continue
                        attempts.append(attempt(TOOLS[tool], Question(name=comparison, locked=locked)))
                        replace_text(options.out, json.dumps(series, indent=1))
                        last = attempts[-1]
                        said = last["answer"] or last["error"]
                        print(f"{key}: {said} after {last['seconds']} s ({len(attempts)})", file=sys.stderr)


def main() -> int:
    """Run the series and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--loads", nargs="+", type=int, default=[0, 2], metavar="LOOPS")
    parser.add_argument("--only", nargs="+", choices=COMPARISONS, default=list(COMPARISONS), metavar="COMPARISON")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, metavar="TOOL")
    parser.add_argument("--out", type=Path, default=Path("time_to_verdict.json"))
    options = parser.parse_args()
    try:
        tools = tools_at_hand(options.tools)
    except ValueError as error:
        parser.error(str(error))
    series: Series = json.loads(options.out.read_text()) if options.out.exists() else {}
    interpreter = this_interpreter()
    truths = {
        name: COMPARISONS[name].truth(locked=interpreter.gil_enabled, cores=usable_cores()) for name in options.only
    }
    run_series(series, interpreter.title, options, tools)
    for load in options.loads:
        print("\n".join(table(series, interpreter.title, load, truths, tools)))
    return any(
        outcomes_of(series.get(key_of(interpreter.title, load, name, "gilclaims"), []), truth)["wrong"]
        for name, truth in truths.items()
        for load in options.loads
    )


if __name__ == "__main__":
    sys.exit(main())
