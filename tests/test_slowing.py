"""What slows this process alone is seen and named."""

import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from pytest_gilclaims.facts.slowing import slowed_by

ASK = "from pytest_gilclaims.facts.slowing import slowed_by; print(*slowed_by(), sep='; ')"


def trace(frame: FrameType, event: str, argument: object) -> None:
    """Trace nothing."""


def asked(*options: str, environment: dict[str, str] | None = None) -> str:
    """Ask a new interpreter what slows it."""
    command = [sys.executable, *options, "-c", ASK]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.strip()


def test_nothing_slows_a_plain_interpreter() -> None:
    assert asked("-I") == ""


@pytest.mark.parametrize(
    ("option", "name"), [("tracemalloc", "tracemalloc"), ("importtime", "-X importtime"), ("dev", "-X dev")]
)
def test_an_option_of_the_interpreter_is_named(option: str, name: str) -> None:
    assert asked("-I", "-X", option) == name


def test_a_debugging_allocator_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONMALLOC", "debug")
    assert asked() == "PYTHONMALLOC=debug"


HOOKS: list[tuple[Callable[[], Any], Callable[[Any], None], str]] = [
    (sys.gettrace, sys.settrace, "tracer"),
    (sys.getprofile, sys.setprofile, "profiler"),
    (threading.gettrace, threading.settrace, "tracer"),
    (threading.getprofile, threading.setprofile, "profiler"),
]


@pytest.mark.parametrize(("get", "put", "kind"), HOOKS, ids=lambda value: getattr(value, "__qualname__", None))
def test_a_tracer_and_a_profiler_are_named_by_their_module(
    get: Callable[[], Any], put: Callable[[Any], None], kind: str
) -> None:
    before = get()
    put(trace)
    try:
        names = slowed_by()
    finally:
        put(before)
    assert f"a {kind} (tests)" in names


@pytest.mark.skipif(sys.version_info < (3, 12), reason="older than sys.monitoring")
def test_a_monitoring_tool_is_named_once_it_has_events() -> None:
    if sys.version_info >= (3, 12):
        sys.monitoring.use_tool_id(4, "the test")
        try:
            assert "a monitoring tool (the test)" not in slowed_by()
            sys.monitoring.set_events(4, sys.monitoring.events.PY_START)
            names = slowed_by()
        finally:
            sys.monitoring.set_events(4, 0)
            sys.monitoring.free_tool_id(4)
        assert "a monitoring tool (the test)" in names


def test_tracemalloc_is_seen_when_it_starts_and_no_more_when_it_has_stopped() -> None:
    was_tracing = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        assert "tracemalloc" in slowed_by()
    finally:
        if not was_tracing:
            tracemalloc.stop()
    assert ("tracemalloc" in slowed_by()) is was_tracing
