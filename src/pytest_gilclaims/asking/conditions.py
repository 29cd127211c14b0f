"""Conditions: kinds of hosts, where claims apply or come out one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from pytest_gilclaims.facts.host import Host

Reader = Callable[[str], Any]
"""Reads the value of an option. Raises ValueError, which says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A kind of host. Conditions combine: ``GIL_OFF & since(3, 14)``, ``|``, ``~``.

    otherwise: why a claim that needs it does not apply elsewhere, a colon, and what would help; options: the names
    that it uses of ``host.given``, and how each value is read; parts: the conditions that it consists of.
    """

    name: str
    test: Callable[[Host], bool]
    otherwise: str
    options: Mapping[str, Reader] = field(default_factory=dict)
    parts: tuple[Condition, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        """Both conditions."""
        return Condition(
            name=f"{self.name} and {other.name}",
            test=lambda host: self.test(host) and other.test(host),
            otherwise=f"it needs {self.name} and {other.name}: run it where both are met",
            options={**self.options, **other.options},
            parts=(*(self.parts or (self,)), *(other.parts or (other,))),
        )

    def __or__(self, other: Condition) -> Condition:
        """At least one of the conditions."""
        return Condition(
            name=f"{self.name} or {other.name}",
            test=lambda host: self.test(host) or other.test(host),
            otherwise=f"it needs {self.name} or {other.name}: run it where one of them is met",
            options={**self.options, **other.options},
        )

    def __invert__(self) -> Condition:
        """The opposite condition."""
        return Condition(
            name=f"not {self.name}",
            test=lambda host: not self.test(host),
            otherwise=f"it needs a host without {self.name}: run it on one",
            options=self.options,
        )

    def unmet_on(self, host: Host) -> Condition | None:
        """Return the part of it that a host does not meet, ``None`` if the host meets all."""
        if self.test(host):
            return None
        return next((part for part in self.parts if not part.test(host)), self)

    @staticmethod
    def platform(system: str) -> Condition:
        """Require a system, such as ``linux`` or ``darwin``."""
        return Condition(
            name=system,
            test=lambda host: host.interpreter.system.startswith(system),
            otherwise=f"this system is not {system}: run it on {system}",
        )

    @staticmethod
    def package(name: str) -> Condition:
        """Require an installed package."""
        return Condition(
            name=name,
            test=lambda host: find_spec(name) is not None,
            otherwise=f"{name} is not installed: pip install {name}",
        )


def since(major: int, minor: int) -> Condition:
    """Require this version of Python or a newer one."""
    return Condition(
        name=f"Python {major}.{minor} or newer",
        test=lambda host: host.interpreter.python >= (major, minor),
        otherwise=f"this Python is older than {major}.{minor}: run it on a newer one",
    )


GIL_OFF = Condition(
    name="GIL off",
    test=lambda host: not host.interpreter.gil_enabled,
    otherwise="the GIL is on: run it on a free-threaded build without PYTHON_GIL=1",
)
GIL_ON = Condition(
    name="GIL on",
    test=lambda host: host.interpreter.gil_enabled,
    otherwise="the GIL is off: run it on a default build or with PYTHON_GIL=1",
)
TWO_CORES = Condition(
    name="two usable cores",
    test=lambda host: host.machine.cores_usable >= 2,
    otherwise="only one core is usable (affinity or quota), and nothing overlaps on one core: run it where two are",
)
