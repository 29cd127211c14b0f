"""Companions: other plugins of pytest that hear a claim several times, or beside others, if they are asked to."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

ALONE = "claims need the machine to themselves"


ONCE = "a claim is decided once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Something that claims cannot grant a companion.

    package: what the companion's modules lie in; flags: how a person asks for it; attribute: where pytest keeps the
    answer; neutral: the answers that ask for nothing, the first of which overrules others; against: why not.
    """

    package: str
    flags: tuple[str, ...]
    attribute: str
    neutral: tuple[object, ...]
    against: str

    @property
    def plugin(self) -> str:
        """What people call the companion."""
        return self.package.replace("_", "-")

    def can_be_asked_for(self, config: pytest.Config) -> bool:
        """Whether the companion is there: a project may have an option of its own that is called the same."""
        return hasattr(config.option, self.attribute) and is_loaded(config.pluginmanager, self.package)

    def is_asked_for(self, config: pytest.Config) -> bool:
        """Whether a person or a project's settings ask for it."""
        return self.can_be_asked_for(config) and getattr(config.option, self.attribute) not in self.neutral

    def is_named_by(self, argument: str) -> bool:
        """Whether an argument of the command line begins with one of the flags."""
        return any(
            argument == flag or argument.startswith(f"{flag}=" if flag.startswith("--") else flag)
            for flag in self.flags
        )


WISHES = (
    Wish(
        package="xdist",
        flags=("-n", "--numprocesses"),
        attribute="numprocesses",
        neutral=(None, 0),
        against=ALONE,
    ),
    Wish(package="xdist", flags=("--dist",), attribute="dist", neutral=("no",), against=ALONE),
    Wish(package="xdist", flags=("--tx",), attribute="tx", neutral=((), []), against=ALONE),
    Wish(package="xdist", flags=("-d",), attribute="distload", neutral=(False,), against=ALONE),
    Wish(package="xdist", flags=("-f", "--looponfail"), attribute="looponfail", neutral=(False,), against=ONCE),
    Wish(
        package="pytest_run_parallel",
        flags=("--parallel-threads",),
        attribute="parallel_threads",
        neutral=(1, "1"),
        against=ALONE,
    ),
    Wish(
        package="pytest_run_parallel",
        flags=("--iterations",),
        attribute="iterations",
        neutral=(1,),
        against=ONCE,
    ),
    Wish(
        package="pytest_run_parallel",
        flags=("--forever",),
        attribute="forever",
        neutral=(False,),
        against=ONCE,
    ),
    Wish(
        package="pytest_repeat",
        flags=("--count",),
        attribute="count",
        neutral=(1,),
        against=ONCE,
    ),
    Wish(
        package="pytest_rerunfailures",
        flags=("--reruns",),
        attribute="reruns",
        neutral=(0, None),
        against=ONCE,
    ),
    # Also above what marks and settings ask for, if it is said to be none.
    Wish(
        package="pytest_rerunfailures",
        flags=("--force-reruns",),
        attribute="force_reruns",
        neutral=(0, None),
        against=ONCE,
    ),
    Wish(
        package="pytest_flakefinder",
        flags=("--flake-finder", "--flake-runs"),
        attribute="flake_finder_enable",
        neutral=(False,),
        against=ONCE,
    ),
    Wish(
        package="pytest_forked",
        flags=("--forked",),
        attribute="forked",
        neutral=(False,),
        against="claims share what they measure in one process",
    ),
    Wish(
        package="pytest_benchmark",
        flags=("--benchmark-only",),
        attribute="benchmark_only",
        neutral=(False,),
        against="every claim would be skipped, and claims record rows anyway",
    ),
)


def is_loaded(pluginmanager: pytest.PytestPluginManager, package: str) -> bool:
    """Whether a plugin from this package is there, whatever name it was loaded by."""
    return any(getattr(plugin, "__name__", "").partition(".")[0] == package for plugin in pluginmanager.get_plugins())


def send_away(config: pytest.Config) -> None:
    """Refuse what a person asks companions for, and overrule what a project's settings ask them for.

    Raises pytest.UsageError.
    """
    for wish in WISHES:
        named = (argument for argument in map(str, config.invocation_params.args) if wish.is_named_by(argument))
        if wish.is_asked_for(config) and (argument := next(named, None)):
            raise pytest.UsageError(f"{wish.against}: leave out {argument} of {wish.plugin}")
    for wish in WISHES:
        if wish.can_be_asked_for(config):
            setattr(config.option, wish.attribute, wish.neutral[0])
