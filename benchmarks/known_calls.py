"""Calls whose nature is known, and what is true of each on the interpreter at hand."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_gilclaims.facts.interpreter import gil_is_enabled

OWN = Path(__file__).with_name("cases.toml")

EVERYTHING = {"computes", "waits", "both", "keeps", "releases", "off", "gains", "nothing", "slower"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """A call, and what may be said of it.

    setup: what is run before it, once for all threads; does, lock, threads: the answers that are right, all of them
    where it depends.
    """

    name: str
    setup: str
    text: str
    does: frozenset[str]
    lock: frozenset[str]
    threads: frozenset[str]

    def function(self) -> Callable[[], Any]:
        """Return a function that makes the call."""
        space: dict[str, Any] = {}
        exec(self.setup, space)
        call: Callable[[], Any] = eval(f"lambda: {self.text}", space)
        call.__qualname__ = self.name
        return call


def known_calls(file: Path | None = None) -> list[KnownCall]:
    """Read the calls. file: a TOML file, in place of our own or of that which GILCLAIMS_CASES names."""
    cases = tomllib.loads((file or Path(os.environ.get("GILCLAIMS_CASES", OWN))).read_text())["case"]
    return [known_call(case, lock_on=gil_is_enabled()) for case in cases]


def known_call(case: Mapping[str, Any], *, lock_on: bool) -> KnownCall:
    """Return a call with what is true of it where the GIL is on, or off."""
    return KnownCall(
        name=case["name"],
        setup=case["setup"],
        text=case["call"],
        does=right(case["does"]),
        lock=right(case["lock"] if lock_on else "off"),
        threads=right(case["gil" if lock_on else "free"]),
    )


def right(said: str | list[str]) -> frozenset[str]:
    """Return the answers that are right: everything where it is open."""
    if said == "open":
        return frozenset(EVERYTHING)
    return frozenset([said] if isinstance(said, str) else said)
