"""Calls whose nature is known, asked about one after another and held against it.

``python benchmarks/cases.py [--budget SECONDS] [NAME…]`` prints a line a case, and ends with status 1 if one came out
wrong; undecided, with a reason, is right.
"""

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any

from pytest_gilclaims.asking.inquiry import Inquiry

CASES = Path(__file__).with_name("cases.toml")


def cases() -> list[dict[str, Any]]:
    """Read the calls, with what is true of each."""
    found: list[dict[str, Any]] = tomllib.loads(CASES.read_text())["case"]
    return found


def expected(case: dict[str, Any], *, lock_on: bool) -> dict[str, set[Any]]:
    """Return what may be answered, by line; everything where it depends."""
    gains = case["gil" if lock_on else "free"]
    lines = {
        "does": case["does"],
        "lock": case["lock"] if lock_on else "off",
        "threads": gains,
    }
    return {
        name: {"computes", "waits", "both", "keeps", "releases", "gains", "nothing", "slower"}
        if said == "open"
        else set(said)
        if isinstance(said, list)
        else {said}
        for name, said in lines.items()
    }


def answered(case: dict[str, Any], budget: float) -> dict[str, Any]:
    """Ask about a call. What its setup makes is there once for all threads, as the cases want it."""
    return Inquiry(setup=case["setup"], text=case["call"], shared=True, budget=budget).answer()


def wrong(case: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """Name the lines that are not as they should be, or undecided without a reason."""
    right = expected(case, lock_on=answer["lock"] != "off")
    said = {"does": answer["does"], "lock": answer["lock"], "threads": answer["threads"]["gain"]}
    return [
        name
        for name, value in said.items()
        if (value is None and name not in answer["why"]) or (value is not None and value not in right[name])
    ]


def main() -> int:
    """Ask about all cases, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", type=float, default=10.0)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    surprises = 0
    for case in cases():
        if options.names and case["name"] not in options.names:
            continue
        answer = answered(case, options.budget)
        amiss = wrong(case, answer)
        surprises += bool(amiss)
        threads = answer["threads"]
        gain = "" if threads["estimate"] is None else f"{threads['estimate']:.2f}"
        print(
            f"{case['name']:<24} {answer['does'] or '?':<9} {answer['lock'] or '?':<9} {threads['gain'] or '?':<8} "
            f"{gain:<5} {answer['seconds']:5.1f} s {'WRONG: ' + ', '.join(amiss) if amiss else ''}",
            flush=True,
        )
    return bool(surprises)


if __name__ == "__main__":
    sys.exit(main())
