"""The pytest plugin: options, hooks and fixtures, which delegate.

It is loaded in every pytest run of an environment that has it, so it imports nothing of the engine
unless claims were asked for.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_gilclaims.laboratory import AsyncJudge, Judge, Laboratory
    from pytest_gilclaims.session import ClaimsSession

SESSION = pytest.StashKey["ClaimsSession"]()

FOREIGN_MARKS = {
    "asyncio": "asyncio: mark a coroutine function as a test, with pytest-asyncio.",
    "run-parallel": "thread_unsafe(reason): mark a test as one for a single thread, with pytest-run-parallel.",
}
"""Marks that claims have for other plugins, which register them themselves where they are loaded."""


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no positive number of seconds")
    return seconds


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("claims", "executable claims about the GIL")
    group.addoption("--claims", action="store_true", help="decide claims instead of running tests")
    group.addoption(
        "--claim",
        metavar="PATTERN",
        action="append",
        default=[],
        help="decide only claims with this id (* and ? match any characters); may be repeated",
    )
    group.addoption("--claims-json", metavar="FILE", type=Path, help="write the record of the run to this file")
    group.addoption("--claims-html", metavar="FILE", type=Path, help="write a page with all that was seen to this file")
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
        help="time for the whole run (default: 210, or 630 with --claims-falsify)",
    )
    group.addoption(
        "--claims-durations", action="store_true", help="tell where the time of the run went, and what took longest"
    )
    group.addoption(
        "--claims-twin",
        metavar="PATH",
        type=Path,
        help="the interpreter of this version that differs in the lock (default: looked for on the PATH and beside)",
    )
    group.addoption(
        "--claims-pyodide",
        metavar="DIR",
        type=Path,
        help="the folder into which npm installed pyodide, for claims about a browser's sandbox",
    )
    group.addoption(
        "--claims-extensions",
        metavar="PACKAGE,…",
        type=lambda text: tuple(filter(None, text.split(","))),
        default=(),
        help="packages whose extension modules stand for many, to see which of them turn the lock on",
    )
    group.addoption(
        "--claims-document",
        metavar="FILE",
        type=Path,
        help="the document as it is now: claims whose sentences have changed in it are marked as outdated",
    )
    group.addoption(
        "--claims-world",
        metavar="NAME",
        help="decide claims in a false world (a negative control) instead of reality",
    )
    group.addoption(
        "--claims-falsify",
        action="store_true",
        help="decide each claim in the false world that must turn its verdict, and fail if it does not",
    )
    group.addoption(
        "--claims-demo",
        action="store_true",
        help="show in ten seconds what threads, processes and waits do, as pictures",
    )
    parser.addini("claims_paths", "folders with this project's own claims", type="paths", default=[])
    parser.addini(
        "claims_fail_on", "verdicts that fail the run beside surprises: inconclusive", type="args", default=[]
    )
    parser.addini(
        "claims_min_decided",
        "how many verdicts must be decided (default: half of those applicable)",
        default="",
    )


def _claims_are_asked_for(config: pytest.Config) -> bool:
    option = config.option
    return bool(option.claims or option.claim or option.claims_world or option.claims_falsify or option.claims_demo)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    # Now, as some companions do what they are asked to before plugins are configured.
    if _claims_are_asked_for(config):
        from pytest_gilclaims.companions import send_away

        send_away(config)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # Unless a project sets this option, pytest-asyncio warns in every run of an environment that has it,
    # and `pytest -W error` ends in an internal error. It came with us, so we answer for it.
    warnings.filterwarnings("ignore", message='.*"asyncio_default_fixture_loop_scope" is unset')
    config.addinivalue_line("markers", "gilclaim(claim): an executable claim, decided under --claims.")
    for companion, mark in FOREIGN_MARKS.items():
        if not config.pluginmanager.hasplugin(companion):
            config.addinivalue_line("markers", mark)
    if _claims_are_asked_for(config):
        from pytest_gilclaims.session import ClaimsSession

        session = ClaimsSession(config)
        config.stash[SESSION] = session
        config.pluginmanager.register(ClaimsHooks(session), "gilclaims-hooks")
        return
    for name in ("json", "html", "durations", "twin", "pyodide", "extensions", "document"):
        if getattr(config.option, f"claims_{name}"):
            raise pytest.UsageError(f"--claims-{name} is only for claims: add --claims, or leave it out")
    from pytest_gilclaims.bundle import bundled_claims

    config.pluginmanager.register(OrdinaryHooks(bundled_claims()), "gilclaims-hooks")


class OrdinaryHooks:
    """The hooks of a run that decides no claims: it shows none but those that a person names."""

    def __init__(self, bundled: Path) -> None:
        self._bundled = bundled

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        return collection_path.is_relative_to(self._bundled) or None

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
            pytest.skip("this is a claim: run it by pytest --claims")


def is_claim(item: pytest.Item) -> bool:
    """Whether a test decides a claim."""
    return item.get_closest_marker("gilclaim") is not None


class ClaimsHooks:
    """The hooks of a run that decides claims."""

    def __init__(self, session: ClaimsSession) -> None:
        self._session = session

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        return self._session.keeps(collection_path)

    def pytest_report_header(self) -> list[str]:
        return self._session.header()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._session.select(items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        self._session.begin()

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        self._session.hear_warning(str(warning_message.message))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        result = yield
        self._session.passed_on(item, nextitem)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._session.open(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        try:
            result = yield
        except pytest.skip.Exception as skipped:
            pytest.fail(f"{item.nodeid} skipped itself ({skipped}): say where it applies by needs=", pytrace=False)
        self._session.conclude(item)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        self._session.note_failure(item, call, report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        name = fixturedef.argname
        # One that asks for the fixture that it replaces is made of ours.
        if name not in ("judge", "laboratory") or name in fixturedef.argnames:
            return
        code = fixturedef.func.__code__
        if code.co_filename != __file__:
            pytest.fail(
                f"{code.co_filename}:{code.co_firstlineno} hides the fixture {name!r} of claims: rename the one there, "
                f"or put `from pytest_gilclaims.plugin import {name}` into the conftest.py beside the claims",
                pytrace=False,
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        return self._session.status_of(report)

    # First among wrappers: pytest-benchmark closes its books before it yields.
    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        self._session.finish(session)
        result = yield
        self._session.refuse_unwritten()
        return result

    def pytest_terminal_summary(self) -> None:
        self._session.summarize()

    @pytest.hookimpl(optionalhook=True)
    def pytest_benchmark_update_machine_info(self, machine_info: dict[str, Any]) -> None:
        machine_info["gilclaims"] = self._session.machine_info()

    @pytest.hookimpl(optionalhook=True)
    def pytest_benchmark_update_json(self, output_json: dict[str, Any]) -> None:
        output_json["gilclaims"] = self._session.verdicts()


def _session_of(request: pytest.FixtureRequest) -> ClaimsSession:
    session = request.config.stash.get(SESSION, None)
    if session is None:
        pytest.fail(f"{request.node.nodeid} is no claim: decorate it with @claim(…)", pytrace=False)
    return session


@pytest.fixture
def laboratory(request: pytest.FixtureRequest) -> Laboratory:
    """The lab, in the world of the claim at hand: makes the experiments that claims share."""
    return _session_of(request).laboratory(request.node)


@pytest.fixture
def judge(request: pytest.FixtureRequest) -> Judge | AsyncJudge:
    """Decides the claim at hand, once: ``judge(criterion, given=positive_control)``."""
    return _session_of(request).judge(request.node)
