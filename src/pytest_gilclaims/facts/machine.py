"""The machine: how many cores this process may use, and how busy they are."""

import os
import platform
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pytest_gilclaims.facts.quota import cpu_quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How busy the machine is at one moment; ``None`` where the system does not tell.

    average: processes that ran or wanted to, over the last minute.
    pressure: percentage of the last ten seconds in which some process waited for a core (Linux PSI).
    steal: percentage of CPU time since boot that the hypervisor gave to others.
    """

    average: float | None
    pressure: float | None
    steal: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the experiments run on.

    cores_usable: by affinity and quota; quota: how many cores' worth of time control groups grant, ``None`` without
    a limit.
    """

    os: str
    arch: str
    cpu: str
    cores: int
    cores_usable: int
    quota: float | None = None


def usable_cores() -> int:
    """Count the cores that this process may use, by affinity and by quota; at least one."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores_within(cpu_quota(), allowed)


def cores_within(quota: float | None, allowed: int) -> int:
    """Return how many of so many cores can be kept busy within a quota; at least one."""
    return max(1, allowed if quota is None else min(allowed, int(quota)))


def _cpu_models() -> Iterator[str]:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                yield value.strip()


def this_machine() -> Machine:
    """Describe the machine."""
    return Machine(
        os=f"{platform.system()} {platform.release()}",
        arch=platform.machine(),
        cpu=next(_cpu_models(), platform.processor()),
        cores=os.cpu_count() or 1,
        cores_usable=usable_cores(),
        quota=cpu_quota(),
    )


def _pressure() -> float | None:
    with suppress(OSError, ValueError, StopIteration):
        fields = Path("/proc/pressure/cpu").read_text().split()
        return float(next(field for field in fields if field.startswith("avg10=")).removeprefix("avg10="))
    return None


def _steal() -> float | None:
    import psutil

    times = psutil.cpu_times()
    steal = getattr(times, "steal", None)
    return None if steal is None else round(100 * steal / max(sum(times), 1e-9), 2)


def load_average() -> float | None:
    """Return how many processes ran or wanted to, over the last minute; ``None`` where the system does not tell."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def load_now() -> Load:
    """Read how busy the machine is."""
    return Load(average=load_average(), pressure=_pressure(), steal=_steal())
