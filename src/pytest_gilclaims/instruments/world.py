"""Worlds: what stands in for what."""

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

Real = TypeVar("Real")


class World:
    """A false world: it replaces some of what experiments take from their lab.

    name: for ``--claims-world``; summary: what is different in it, in one clause; instead: maps something real to its
    stand-in, a callable with the same parameters. Raises TypeError for one with others.
    """

    def __init__(
        self, name: str, summary: str, instead: Mapping[Callable[..., Any], Callable[..., Any]] = MappingProxyType({})
    ) -> None:
        for real, stand_in in instead.items():
            refuse_unlike(name, real, stand_in)
        self.name = name
        self.summary = summary
        self._instead = MappingProxyType(dict(instead))

    def __repr__(self) -> str:
        return f"<World {self.name}>"

    def __getitem__(self, real: Real) -> Real:
        """Return the stand-in for something real, or the real thing if there is none."""
        stand_in: Real = self._instead.get(real, real)  # type: ignore[call-overload]
        return stand_in

    def changes(self, real: object) -> bool:
        """Whether there is a stand-in for it."""
        return real in self._instead


reality = World("reality", "nothing is changed")


def refuse_unlike(world: str, real: Callable[..., Any], stand_in: Callable[..., Any]) -> None:
    """Raise TypeError unless a stand-in is called as what it stands in for."""
    called, called_here = parameters_of(real), parameters_of(stand_in)
    if called is not None and called_here is not None and not are_alike(called, called_here):
        raise TypeError(
            f"world {world!r}: {name_of(stand_in)}({', '.join(called_here)}) cannot stand in for "
            f"{name_of(real)}({', '.join(called)}): give it the same parameters"
        )


def are_alike(called: list[str], called_here: list[str]) -> bool:
    """Whether who passes arguments to the one may pass them to the other."""
    return len(called) == len(called_here) and all(
        one in ("_", other) for one, other in zip(called, called_here, strict=True)
    )


def parameters_of(call: Callable[..., Any]) -> list[str] | None:
    """Name the parameters of a call, those that are given by position alone as ``_``; ``None`` if it does not tell."""
    try:
        parameters = inspect.signature(call).parameters.values()
    except (TypeError, ValueError):
        return None
    return ["_" if parameter.kind is parameter.POSITIONAL_ONLY else parameter.name for parameter in parameters]


def name_of(call: object) -> str:
    """Return the name by which a call is known."""
    return str(getattr(call, "__qualname__", None) or type(call).__qualname__)
