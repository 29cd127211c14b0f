"""The quota: how much processor time the control groups around this process grant."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMount:
    """A mounted hierarchy of control groups: ``cpu``, or nothing for the unified one; which part of it, and where."""

    hierarchy: str
    top: str
    point: Path


def cpu_quota(root: Path = Path("/")) -> float | None:
    """Return the number of cores' worth of time that control groups grant, or ``None`` without a limit.

    A limit of a group is one of all groups within it: the smallest counts. root: of the file system.
    """
    quotas = (_quota_in(folder) for folder in _cpu_groups(root))
    return min((quota for quota in quotas if quota is not None), default=None)


def _cpu_groups(root: Path) -> Iterator[Path]:
    """List the folders of this process' control groups that may limit processor time, and of all groups around them."""
    paths = _group_paths(root)
    for mount in _group_mounts(root):
        if mount.hierarchy in paths:
            # What is mounted may be a part of the hierarchy, as a container has it, and not even the one we are in.
            below = Path(paths[mount.hierarchy])
            within = below.relative_to(mount.top) if below.is_relative_to(mount.top) else Path()
            yield from (mount.point / part for part in (within, *within.parents))


def _group_paths(root: Path) -> dict[str, str]:
    """Return where this process is, by hierarchy: see cgroups(7)."""
    paths = {}
    with suppress(OSError, ValueError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", maxsplit=2)
            if not controllers or "cpu" in controllers.split(","):
                paths["cpu" if controllers else ""] = path
    return paths


def _group_mounts(root: Path) -> Iterator[GroupMount]:
    """List the mounted hierarchies that may limit processor time: see proc(5), ``mountinfo``."""
    with suppress(OSError, ValueError):
        for line in (root / "proc/self/mountinfo").read_text().splitlines():
            before, _, after = line.partition(" - ")
            top, point = before.split()[3:5]
            kind, _, options = after.split(maxsplit=2)
            if kind == "cgroup2" or (kind == "cgroup" and "cpu" in options.split(",")):
                # Spaces and the like are written in octal.
                place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), point)
                yield GroupMount(
                    hierarchy="" if kind == "cgroup2" else "cpu", top=top, point=root / place.removeprefix("/")
                )


def _quota_in(group: Path) -> float | None:
    """Read what one control group grants, of either version."""
    with suppress(OSError, ValueError):
        quota, period = (group / "cpu.max").read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError):
        quota, period = ((group / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        return None if int(quota) <= 0 else int(quota) / int(period)
    return None
