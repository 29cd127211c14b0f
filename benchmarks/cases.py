"""Calls whose nature is known, asked about one after another and held against it.

    python -m benchmarks.cases [--cases CASES.toml] [--budget SECONDS] [NAME…]

It prints a line a case, and ends with status 1 if one came out wrong; undecided, with a reason, is right.
CASES.toml has other cases than ours (benchmarks/cases.toml).
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.known_calls import EVERYTHING, KnownCall, known_calls
from pytest_gilclaims.asking.inquiry import Inquiry


def said_of(answer: Mapping[str, Any]) -> dict[str, str | None]:
    """Return what was answered, by line: ``None`` where a line is undecided."""
    return {"does": answer["does"], "lock": answer["lock"], "threads": answer["threads"]["gain"]}


def wrong(call: KnownCall, answer: Mapping[str, Any]) -> list[str]:
    """Name the lines that are not as they should be, or undecided without a reason."""
    return [
        line
        for line, said in said_of(answer).items()
        if (line not in answer["why"] if said is None else said not in getattr(call, line))
    ]


def undecided(answer: Mapping[str, Any]) -> list[str]:
    """Name the lines that nothing is said of, each with its reason."""
    return [f"{line}: {answer['why'].get(line)}" for line, said in said_of(answer).items() if said is None]


def is_missing(call: KnownCall, answer: Mapping[str, Any]) -> bool:
    """Whether nothing is said in a line where something is known to be true."""
    return any(said is None and getattr(call, line) != EVERYTHING for line, said in said_of(answer).items())


def main() -> int:
    """Ask about all cases, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--budget", type=float)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    calls = [call for call in known_calls(options.cases) if not options.names or call.name in options.names]
    surprises = missing = 0
    for call in calls:
        # What its setup makes is there once for all threads, as the cases want it.
        try:
            answer = Inquiry(setup=call.setup, text=call.text, shared=True, budget=options.budget).answer()
        except ValueError as error:
            surprises += 1
            print(f"{call.name:<24} WRONG: no answer: {error}", flush=True)
            continue
        amiss = wrong(call, answer)
        surprises += bool(amiss)
        missing += is_missing(call, answer)
        estimate = answer["threads"]["estimate"]
        gain = "" if estimate is None else f"{estimate:.2f}"
        does, lock, threads = (said or "?" for said in said_of(answer).values())
        print(
            f"{call.name:<24} {does:<9} {lock:<9} {threads:<8} {gain:<5} {answer['seconds']:5.1f} s",
            *(["WRONG:", ", ".join(amiss)] if amiss else []),
            *(f"\n    {line}" for line in undecided(answer)),
            flush=True,
        )
    print(f"{len(calls)} cases: {surprises} wrong, {missing} undecided where something is known to be true")
    return bool(surprises)


if __name__ == "__main__":
    sys.exit(main())
