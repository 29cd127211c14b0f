"""Facts about interpreter and machine."""

import os
from pathlib import Path

import pytest

from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import cores_within, load_now, this_machine, usable_cores
from pytest_gilclaims.facts.quota import cpu_quota


def test_this_interpreter_says_what_it_is() -> None:
    interpreter = this_interpreter()
    assert interpreter.title.startswith(interpreter.implementation)
    assert interpreter.title.endswith(("GIL on", "GIL off", "JIT on"))
    assert interpreter.version in interpreter.key
    assert interpreter.jit in ("absent", "off", "on")
    assert interpreter.start_method in ("fork", "forkserver", "spawn")


UNIFIED = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate"
OLD = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct"


def system(root: Path, *, groups: str, mounts: str, files: dict[str, str]) -> Path:
    """Make a file system that shows a process its control groups."""
    for name, text in {"proc/self/cgroup": groups, "proc/self/mountinfo": mounts, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{text}\n")
    return root


@pytest.mark.parametrize(
    ("text", "cores"), [("max 100000", None), ("150000 100000", 1.5), ("nonsense", None), ("1 2 3", None)]
)
def test_a_quota_is_read_from_the_control_group(tmp_path: Path, text: str, cores: float | None) -> None:
    files = {"sys/fs/cgroup/a/cpu.max": text}
    assert cpu_quota(system(tmp_path, groups="0::/a", mounts=UNIFIED, files=files)) == cores


@pytest.mark.parametrize(
    ("grandparent", "parent", "own", "cores"),
    [
        ("max 100000", "50000 100000", "max 100000", 0.5),
        ("300000 100000", "max 100000", "max 100000", 3.0),
        ("100000 100000", "200000 100000", "400000 100000", 1.0),
        ("400000 100000", "200000 100000", "100000 100000", 1.0),
    ],
)
def test_the_smallest_quota_of_all_groups_around_counts(
    tmp_path: Path, grandparent: str, parent: str, own: str, cores: float
) -> None:
    files = {"a/cpu.max": grandparent, "a/b/cpu.max": parent, "a/b/c/cpu.max": own}
    files = {f"sys/fs/cgroup/{name}": text for name, text in files.items()}
    assert cpu_quota(system(tmp_path, groups="0::/a/b/c", mounts=UNIFIED, files=files)) == cores


def test_a_quota_of_another_group_is_none_of_ours(tmp_path: Path) -> None:
    files = {"sys/fs/cgroup/other/cpu.max": "50000 100000"}
    assert cpu_quota(system(tmp_path, groups="0::/a", mounts=UNIFIED, files=files)) is None


@pytest.mark.parametrize(("quota", "cores"), [("200000", 2.0), ("-1", None)])
def test_a_quota_is_read_from_an_old_control_group(tmp_path: Path, quota: str, cores: float | None) -> None:
    folder = "sys/fs/cgroup/cpu,cpuacct/a"
    files = {f"{folder}/cpu.cfs_quota_us": quota, f"{folder}/cpu.cfs_period_us": "100000"}
    groups = "5:memory:/elsewhere\n4:cpu,cpuacct:/a/b\n0::/"
    assert cpu_quota(system(tmp_path, groups=groups, mounts=f"{OLD}\n{UNIFIED}", files=files)) == cores


def test_a_container_sees_its_own_part_of_the_groups_alone(tmp_path: Path) -> None:
    mounts = UNIFIED.replace("0:28 /", "0:28 /docker/abc")
    files = {"sys/fs/cgroup/cpu.max": "300000 100000", "sys/fs/cgroup/inner/cpu.max": "200000 100000"}
    assert cpu_quota(system(tmp_path, groups="0::/docker/abc/inner", mounts=mounts, files=files)) == 2
    assert cpu_quota(system(tmp_path, groups="0::/somewhere/else", mounts=mounts, files=files)) == 3


def test_a_mount_whose_name_has_a_space_is_found(tmp_path: Path) -> None:
    mounts = UNIFIED.replace("/sys/fs/cgroup", r"/my\040groups")
    files = {"my groups/cpu.max": "50000 100000"}
    assert cpu_quota(system(tmp_path, groups="0::/", mounts=mounts, files=files)) == 0.5


def test_no_control_group_is_no_quota(tmp_path: Path) -> None:
    assert cpu_quota(tmp_path) is None
    assert cpu_quota(system(tmp_path, groups="nonsense", mounts="nonsense", files={})) is None


@pytest.mark.parametrize(("quota", "cores"), [(None, 8), (0.5, 1), (1.9, 1), (4.0, 4), (64.0, 8)])
def test_a_quota_limits_the_cores_that_can_be_kept_busy(quota: float | None, cores: int) -> None:
    assert cores_within(quota, 8) == cores


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
