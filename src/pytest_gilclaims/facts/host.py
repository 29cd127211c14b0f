"""The host: an interpreter on a machine, and what a person gave it to use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pytest_gilclaims.facts.interpreter import Interpreter
from pytest_gilclaims.facts.machine import Machine

Given = Mapping[str, Any]
"""What was given by ``--claims-with NAME=VALUE``, as its condition has read it."""

NOTHING: Given = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Where claims are decided: an interpreter on a machine, and what was given to it."""

    interpreter: Interpreter
    machine: Machine
    given: Given = field(default_factory=lambda: NOTHING)
