"""What slows this process and no other: tracers, profilers, monitoring tools, debugging allocators.

Threads are measured here and processes elsewhere. Whatever weighs on one side alone fakes a difference, or hides one:
free threads queue at the lock of `tracemalloc`, and once seemed to gain nothing for it.
"""

import os
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from typing import Any

MONITORING_TOOLS = range(6)
"""As many as `sys.monitoring` has room for (PEP 669)."""


def slowed_by() -> tuple[str, ...]:
    """Name what slows this process at the moment."""
    return tuple(dict.fromkeys(_tools()))


def _tools() -> Iterator[str]:
    for kind, hooks in (
        ("tracer", (sys.gettrace(), threading.gettrace())),
        ("profiler", (sys.getprofile(), threading.getprofile())),
    ):
        yield from (f"a {kind} ({_name(hook)})" for hook in hooks if hook is not None)
    if monitoring := getattr(sys, "monitoring", None):
        for tool in MONITORING_TOOLS:
            name = monitoring.get_tool(tool)
            if name is not None and monitoring.get_events(tool):
                yield f"a monitoring tool ({name})"
    if tracemalloc.is_tracing():
        yield "tracemalloc"
    if "importtime" in sys._xoptions or os.environ.get("PYTHONPROFILEIMPORTTIME"):
        yield "-X importtime"
    # Since 3.12, as `sys.monitoring`.
    if getattr(sys, "is_stack_trampoline_active", lambda: False)():
        yield "-X perf"
    yield from _allocators()


def _allocators() -> Iterator[str]:
    allocator = os.environ.get("PYTHONMALLOC", "")
    if "debug" in allocator:
        yield f"PYTHONMALLOC={allocator}"
    elif sys.flags.dev_mode and not allocator:
        yield "-X dev"


def _name(hook: Any) -> str:
    owner = getattr(hook, "__module__", None) or type(hook).__module__
    return str(owner).partition(".")[0]
