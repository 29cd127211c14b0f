"""The options of a session, read into what the run takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims.asking.questions import WORLDS
from pytest_gilclaims.facts.host import Given
from pytest_gilclaims.instruments.world import World, reality
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.running.plan import FALSIFY, Plan


def plan_of(config: pytest.Config) -> Plan:
    """Read the plan of a run from its options.

    Raises pytest.UsageError for contradictory or unknown ones.
    """
    option = config.option
    if option.claims_falsify and option.claims_world:
        raise pytest.UsageError("--claims-falsify uses each claim's own world: leave out --claims-world")
    if option.claims_html and (option.claims_world or option.claims_falsify):
        raise pytest.UsageError("--claims-html shows only reality: leave out --claims-world and --claims-falsify")
    writable(option.claims_html, "--claims-html")
    writable(option.claims_timeline, "--claims-timeline")
    if option.claims_demo and (option.claim or option.claims_world or option.claims_falsify):
        raise pytest.UsageError(
            "--claims-demo shows its own claims, in reality: leave out --claim, --claims-world and --claims-falsify"
        )
    # To falsify, every verdict must fall: there undecided is failed, so it is given more time.
    patience = 3 if option.claims_falsify else 1
    return Plan(
        mode=FALSIFY if option.claims_falsify else option.claims_world or reality.name,
        experiment_budget=option.claims_budget or 15.0 * patience,
        run_budget=option.claims_run_budget or 300.0 * patience,
        min_decided=min_decided_of(config.getini("claims_min_decided")),
        fail_on=fail_on_of(config.getini("claims_fail_on")),
    )


def min_decided_of(setting: str) -> int | None:
    """Read claims_min_decided."""
    if not setting:
        return None
    if not setting.isdecimal():
        raise pytest.UsageError(
            f"claims_min_decided is {setting!r}: set it to a number, or remove it for half of the applicable verdicts"
        )
    return int(setting)


def fail_on_of(settings: list[str]) -> frozenset[Verdict]:
    """Read claims_fail_on."""
    for setting in settings:
        if setting != Verdict.INCONCLUSIVE:
            raise pytest.UsageError(f"claims_fail_on contains {setting!r}: only 'inconclusive' is allowed")
    return frozenset(map(Verdict, settings))


def world_named(name: str, claims: Iterable[Claim]) -> World:
    """Find the world of a name among those that claims name, or their questions bring.

    Raises pytest.UsageError if there is none, or more than one.
    """
    heard = list(claims)
    worlds = {reality, *(world for claim in heard for world in claim.worlds)}
    if any(claim.is_unturned for claim in heard):
        worlds.update(WORLDS)
    named = [world for world in worlds if world.name == name]
    if len(named) > 1:
        raise pytest.UsageError(f"--claims-world: {len(named)} worlds are named {name!r}: rename one")
    if not named:
        names = sorted(world.name for world in worlds)
        raise pytest.UsageError(f"--claims-world: no world is named {name!r}: {suggestion(name, names)}")
    return named[0]


def given_of(config: pytest.Config, claims: Iterable[Claim]) -> Given:
    """Read what was given by ``--claims-with``, as the claims that look for it want it read.

    Raises pytest.UsageError for a name that no claim looks for, or a value that cannot be read.
    """
    readers = {name: read for claim in claims for name, read in claim.options.items()}
    given: dict[str, Any] = {}
    for name, value in config.option.claims_with:
        if name not in readers:
            hint = suggestion(name, readers) if readers else "leave it out"
            raise pytest.UsageError(f"--claims-with {name}: no claim uses it: {hint}")
        try:
            given[name] = readers[name](value)
        except ValueError as error:
            raise pytest.UsageError(f"--claims-with {name}: {error}") from error
    return given


def suggestion(wrong: str, names: Iterable[str]) -> str:
    """Say what may have been meant: the names that are like it, or else the nearest few."""
    known = list(names)
    if alike := difflib.get_close_matches(wrong, known, 3):
        return f"did you mean {' or '.join(map(repr, alike))}?"
    return f"the closest names are {', '.join(map(repr, difflib.get_close_matches(wrong, known, 3, cutoff=0.0)))}"


def writable(path: Path | None, option: str) -> None:
    """Refuse a file that could not be written in the end."""
    if path is not None and not path.parent.is_dir():
        raise pytest.UsageError(f"{option}: cannot write {path} (the folder {path.parent} does not exist)")
