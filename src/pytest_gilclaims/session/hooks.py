"""The hooks of pytest in a run that decides claims: they delegate."""

import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims.session.session import ClaimsSession


class ClaimsHooks:
    """The hooks of a run that decides claims."""

    def __init__(self, session: ClaimsSession, home_of_fixtures: str) -> None:
        self._session = session
        self._home_of_fixtures = home_of_fixtures

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
            pytest.fail(f"{item.nodeid} skipped itself ({skipped}): say with needs= where it applies", pytrace=False)
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
        if name not in ("judge", "lab") or name in fixturedef.argnames:
            return
        code = fixturedef.func.__code__
        if code.co_filename != self._home_of_fixtures:
            pytest.fail(
                f"{code.co_filename}:{code.co_firstlineno} overrides the fixture {name!r} of claims: rename it, "
                f"or put `from pytest_gilclaims.plugin import {name}` into the conftest.py next to the claims",
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
