"""How a run describes where it was: interpreter, machine, packages."""

from __future__ import annotations

import importlib.metadata
from dataclasses import asdict
from functools import cache
from typing import cast

from pytest_gilclaims.facts.interpreter import Interpreter, gil_is_enabled
from pytest_gilclaims.facts.machine import Load, Machine, load_now
from pytest_gilclaims.report.record import (
    InterpreterFacts,
    MachineFacts,
)

PACKAGES = ("pytest", "pytest-benchmark", "pytest-asyncio", "aiohttp", "psutil")


def interpreter_facts(interpreter: Interpreter) -> InterpreterFacts:
    """Describe an interpreter for the record, and its lock as it is now."""
    names = {"key": interpreter.key, "title": interpreter.title}
    return cast(InterpreterFacts, {**names, **asdict(interpreter), "gil_end": gil_is_enabled()})


def machine_facts(machine: Machine, load_start: Load) -> MachineFacts:
    """Describe a machine for the record, and how busy it was then and is now."""
    loads = {"load_start": asdict(load_start), "load_end": asdict(load_now())}
    return cast(MachineFacts, {**asdict(machine), **loads})


# The record is kept after every claim, and to read a version takes seconds beside busy programs.
@cache
def version_of(package: str) -> str | None:
    """Return the installed version of a package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
