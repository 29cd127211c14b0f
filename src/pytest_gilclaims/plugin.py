"""The pytest plugin: options, hooks and fixtures, which delegate.

It is loaded in every pytest run of an environment that has it, so it imports nothing of the engine
unless claims were asked for.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_gilclaims.asking.judge import AsyncJudge, Judge
    from pytest_gilclaims.asking.lab import Lab
    from pytest_gilclaims.session.session import ClaimsSession

SESSION = pytest.StashKey["ClaimsSession"]()

FOREIGN_MARKS = {
    "asyncio": "asyncio: mark a coroutine function as a test, with pytest-asyncio.",
    "run-parallel": "thread_unsafe(reason): mark a test as unsafe in several threads, with pytest-run-parallel.",
}
"""Marks that claims have for other plugins, which register them themselves where they are loaded."""


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return seconds


def _given(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, got {text!r}")
    return name, value


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("claims", "executable claims about the GIL")
    group.addoption("--claims", action="store_true", help="decide claims instead of running tests")
    group.addoption(
        "--claim",
        metavar="PATTERN",
        action="append",
        default=[],
        help="decide only claims with this id (wildcards: * and ?); may be repeated",
    )
    group.addoption("--claims-json", metavar="FILE", type=Path, help="write the record of the run to this file")
    group.addoption(
        "--claims-html", metavar="FILE", type=Path, help="write an HTML page with all evidence to this file"
    )
    group.addoption(
        "--claims-timeline",
        metavar="FILE",
        type=Path,
        help="write what ran when to this file, for Perfetto and other viewers",
    )
    group.addoption(
        "--claims-budget",
        metavar="SECONDS",
        type=_seconds,
        help="time for each experiment (default: 15, or 45 with --claims-falsify)",
    )
    group.addoption(
        "--claims-run-budget",
        metavar="SECONDS",
        type=_seconds,
        help="time for the whole run (default: 300, or 900 with --claims-falsify)",
    )
    group.addoption(
        "--claims-durations", action="store_true", help="show where the time of the run went, and what took longest"
    )
    group.addoption(
        "--claims-with",
        metavar="NAME=VALUE",
        type=_given,
        action="append",
        default=[],
        help="pass a value to the claims that use it, such as twin=PATH, pyodide=DIR or extensions=PACKAGE,…",
    )
    group.addoption(
        "--claims-guide",
        action="store_true",
        help="decide the guide's claims in addition to those in claims_paths",
    )
    group.addoption(
        "--claims-document",
        metavar="FILE",
        type=Path,
        help="the current document: mark claims as outdated whose sentences have changed in it",
    )
    group.addoption(
        "--claims-world",
        metavar="NAME",
        help="decide claims in a false world (a negative control) instead of reality",
    )
    group.addoption(
        "--claims-falsify",
        action="store_true",
        help="decide each claim in the false world that must turn its verdict; fail if a verdict does not turn",
    )
    group.addoption(
        "--claims-demo",
        action="store_true",
        help="show in ten seconds, as pictures, what threads, processes and waits do",
    )
    parser.addini("claims_paths", "folders with this project's own claims", type="paths", default=[])
    parser.addini(
        "claims_fail_on", "verdicts that fail the run in addition to surprises: inconclusive", type="args", default=[]
    )
    parser.addini(
        "claims_min_decided",
        "how many verdicts must be decided (default: half of the applicable ones)",
        default="",
    )


def _claims_are_asked_for(config: pytest.Config) -> bool:
    option = config.option
    return bool(option.claims or option.claim or option.claims_world or option.claims_falsify or option.claims_demo)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    # Now, as some companions do what they are asked to before plugins are configured.
    if _claims_are_asked_for(config):
        from pytest_gilclaims.session.companions import send_away

        send_away(config)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # Unless a project sets this option, pytest-asyncio warns in every run of an environment that has it,
    # and `pytest -W error` ends in an internal error. It came with us, so we answer for it.
    warnings.filterwarnings("ignore", message='.*"asyncio_default_fixture_loop_scope" is unset')
    config.addinivalue_line("markers", "gilclaim(claim): an executable claim, decided with --claims.")
    for companion, mark in FOREIGN_MARKS.items():
        if not config.pluginmanager.hasplugin(companion):
            config.addinivalue_line("markers", mark)
    if _claims_are_asked_for(config):
        from pytest_gilclaims.session.hooks import ClaimsHooks
        from pytest_gilclaims.session.session import ClaimsSession

        session = ClaimsSession(config)
        config.stash[SESSION] = session
        config.pluginmanager.register(ClaimsHooks(session, __file__), "gilclaims-hooks")
        return
    for name in ("json", "html", "durations", "with", "guide", "document"):
        if getattr(config.option, f"claims_{name}"):
            raise pytest.UsageError(f"--claims-{name} needs --claims: add it, or leave out --claims-{name}")
    config.pluginmanager.register(OrdinaryHooks(), "gilclaims-hooks")


class OrdinaryHooks:
    """The hooks of a run that decides no claims: it shows none but those that a person names."""

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        # Only where the guide may be it is asked for, which takes a millisecond.
        if "claims" not in collection_path.parts:
            return None
        from pytest_gilclaims.documents.guide import guide

        return collection_path.is_relative_to(guide()) or None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        if unnamed := [item for item in items if is_claim(item) and not session.isinitpath(item.path)]:
            config.hook.pytest_deselected(items=unnamed)
            left_out = set(unnamed)
            items[:] = [item for item in items if item not in left_out]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if is_claim(item):
            pytest.skip("this is a claim: run it with pytest --claims")


def is_claim(item: pytest.Item) -> bool:
    """Whether a test decides a claim."""
    return item.get_closest_marker("gilclaim") is not None


def _session_of(request: pytest.FixtureRequest) -> ClaimsSession:
    session = request.config.stash.get(SESSION, None)
    if session is None:
        pytest.fail(f"{request.node.nodeid} is not a claim: decorate it with @claim(…)", pytrace=False)
    return session


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Lab:
    """The lab, in the world of the claim: makes the experiments that claims share."""
    return _session_of(request).lab(request.node)


@pytest.fixture
def judge(request: pytest.FixtureRequest) -> Judge | AsyncJudge:
    """Decides the claim, once: ``judge(criterion, given=positive_control)``."""
    return _session_of(request).judge(request.node)
