"""The bundled claims: every verdict could have been otherwise, and none comes from a flag."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

PATIENT = ["--claims-budget=120", "--claims-run-budget=900"]

FAKE = """
import sys, sysconfig

real = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
variables = sysconfig.get_config_vars()
variables["Py_GIL_DISABLED"] = int(not real)
words = {(3, 13): " experimental free-threading build"}.get(sys.version_info[:2], " free-threading build")
claimed = words if not real and sys.version_info >= (3, 13) else ""
sys.version = "3.99.0" + claimed + " (" + sys.version.partition(" (")[2]
"""


def record_of(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run claims in a process of their own and return the record."""
    path = folder / f"{uuid.uuid4().hex}.json"
    command = [sys.executable, "-m", "pytest", f"--claims-json={path}", *PATIENT, *arguments]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    record: dict[str, Any] = json.loads(path.read_text())
    assert record["complete"], outcome.stdout + outcome.stderr
    return record


def stuck_in(record: dict[str, Any], *verdicts: str) -> list[str]:
    """Name the claims that did not turn in their worlds, and came out so instead."""
    return [claim["id"] for claim in record["claims"] if claim["surprise"] and claim["verdict"] in verdicts]


def test_every_applicable_verdict_turns_in_its_own_false_world(tmp_path: Path) -> None:
    record = record_of(tmp_path, "--claims-falsify")
    assert record["broken"] == []
    assert stuck_in(record, "holds", "refuted") == []
    assert any(claim["verdict"] != "not applicable" for claim in record["claims"])
    # What other programs kept from being decided is tried once more: only a quieter moment can help.
    if undecided := stuck_in(record, "inconclusive"):
        again = record_of(tmp_path, "--claims-falsify", *(word for name in undecided for word in ("--claim", name)))
        assert stuck_in(again, "holds", "refuted", "inconclusive") == []


@pytest.mark.parametrize("claim", ["gil.one-thread*", "gil.running*", "gil.ten*", "guard.*"])
def test_verdicts_stay_the_same_where_version_and_build_flags_are_faked(tmp_path: Path, claim: str) -> None:
    (tmp_path / "fake_build.py").write_text(FAKE)
    real = record_of(tmp_path, "--claim", claim)
    faked = record_of(tmp_path, "--claim", claim, "-p", "fake_build")
    assert faked["interpreter"]["free_threaded"] is not real["interpreter"]["free_threaded"]
    assert "3.99.0" in faked["interpreter"]["build"]
    assert [(c["id"], c["verdict"]) for c in faked["claims"]] == [(c["id"], c["verdict"]) for c in real["claims"]]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system knows no affinity")
def test_on_one_core_nothing_that_needs_two_is_decided_and_the_reason_says_so(tmp_path: Path) -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        record = record_of(
            tmp_path,
            "--claim",
            "gil.one-thread*",
            "--claim",
            "gil.computing*",
            "--claim",
            "trap.t*",
            "--claim",
            "rule.c*",
        )
    finally:
        os.sched_setaffinity(0, allowed)
    assert record["machine"]["cores_usable"] == 1
    assert {claim["verdict"] for claim in record["claims"]} == {"not applicable"}
    assert all("only one core is usable" in claim["reason"] for claim in record["claims"])
