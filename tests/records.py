"""Records that tests begin with."""

import json
from pathlib import Path
from typing import Any

from pytest_gilclaims.report.record import InterpreterFacts, LoadFacts, MachineFacts, Record

REPORT = Path(__file__).parents[1] / "docs" / "report.json"

INTERPRETER = InterpreterFacts(
    key="cpython-3.13.15-gil-on",
    title="CPython 3.13.15, GIL on",
    implementation="CPython",
    version="3.13.15",
    build="",
    free_threaded=False,
    gil_enabled=True,
    jit="absent",
    start_method="fork",
    configure="",
    system="linux-x86_64",
    gil_end=True,
)

MACHINE = MachineFacts(
    os="Linux",
    arch="x86_64",
    cpu="",
    cores=2,
    cores_usable=2,
    load_start=LoadFacts(average=0.31, pressure=4.0, steal=0.0),
    load_end=LoadFacts(average=None, pressure=None, steal=None),
)

EMPTY = Record(
    complete=False,
    plugin="0",
    suite="",
    mode="reality",
    started="2026-01-01T00:00:00+00:00",
    seconds=0.0,
    interpreter=INTERPRETER,
    machine=MACHINE,
    packages={},
    claims=(),
    broken=(),
    experiments=(),
    statements=(),
)

KEPT = (
    "bound.computing-pins-a-cpu[numbers]",
    "gil.computing-threads-gain-nothing[numbers]",
    "gil.one-thread-runs-bytecode-at-a-time",
    "fetch.results-keep-call-order",
    "future.threads-run-in-parallel",
)
"""Claims with an interval, with an amount, with words for a figure, and one that does not apply."""


def shortened_report() -> dict[str, Any]:
    """Return a real record as data, with a few claims of different kinds and no more than they rest on."""
    data: dict[str, Any] = json.loads(REPORT.read_text(encoding="utf-8"))
    claims = {claim["id"]: claim for claim in data["claims"]}
    data["claims"] = [claims[name] for name in KEPT]
    names = {claim["experiment"] for claim in data["claims"]}
    data["experiments"] = [one for one in data["experiments"] if one["name"] in names]
    for experiment in data["experiments"]:
        for timeline in experiment["timeline"]:
            timeline["lanes"] = [{**lane, "runs": lane["runs"][:2]} for lane in timeline["lanes"][:2]]
    for claim in data["claims"]:
        for figure in filter(None, (claim["metric"], claim["control"])):
            figure["values"] = figure["values"][:3]
    data["statements"] = data["statements"][:3]
    data["broken"] = [{"id": "gil.broken", "nodeid": "claims/test_gil.py::test_broken", "error": "OSError: no"}]
    return data
