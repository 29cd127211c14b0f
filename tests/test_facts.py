"""Facts about interpreter and machine."""

import os
from pathlib import Path

import pytest

from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import cpu_quota, load_now, this_machine, usable_cores


def test_this_interpreter_says_what_it_is() -> None:
    interpreter = this_interpreter()
    assert interpreter.title.startswith(interpreter.implementation)
    assert interpreter.title.endswith(("GIL on", "GIL off", "JIT on"))
    assert interpreter.version in interpreter.key
    assert interpreter.jit in ("absent", "off", "on")
    assert interpreter.start_method in ("fork", "forkserver", "spawn")


@pytest.mark.parametrize(("text", "cores"), [("max 100000\n", None), ("150000 100000\n", 1.5), ("nonsense", None)])
def test_a_quota_is_read_from_the_control_group(tmp_path: Path, text: str, cores: float | None) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert cpu_quota(tmp_path) == cores


def test_a_quota_is_read_from_an_old_control_group(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("200000\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert cpu_quota(tmp_path) == 2


def test_no_control_group_is_no_quota(tmp_path: Path) -> None:
    assert cpu_quota(tmp_path) is None


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system knows no affinity")
def test_usable_cores_are_those_of_the_affinity() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert usable_cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def test_machine_and_load_are_told_as_far_as_the_system_tells() -> None:
    machine = this_machine()
    assert 1 <= machine.cores_usable <= machine.cores
    load = load_now()
    assert load.average is None or load.average >= 0
