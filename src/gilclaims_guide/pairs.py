"""The twin of the running interpreter: the one that was named, or one at hand."""

from functools import cache
from pathlib import Path

from pytest_gilclaims import Build


@cache
def twin_at_hand(named: Build | None = None) -> Build | None:
    """Find the twin of the running interpreter: the one named, else one in the usual places, one built alike if any."""
    if named is not None:
        return named
    this = Build.this()
    found = Build.named(f"python{this.python}{'' if this.free_threaded else 't'}")
    return min(
        (build for build in found if build.is_twin_of(this)),
        key=lambda build: not build.is_built_as(this),
        default=None,
    )


def twin_named(path: str) -> Build:
    """Read what was given as the twin. Raises ValueError if it is none."""
    this, there = Build.this(), Build.at(Path(path))
    if there is None or not there.is_twin_of(this):
        kind = "default" if this.free_threaded else "free-threaded"
        raise ValueError(f"{path} is no {kind} build of CPython {this.python}: name one")
    return there
