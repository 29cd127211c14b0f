"""Process groups: who is in one, and its end.

`psutil` is imported where it is needed: who examines a call starts no group, and may do without.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from pytest_gilclaims.instruments.interrupts import uninterrupted

if TYPE_CHECKING:
    import psutil


def group_members(group: int) -> list[psutil.Process]:
    """List the living processes of a process group."""
    import psutil

    members = []
    for pid in psutil.pids():
        with suppress(psutil.Error, ProcessLookupError, PermissionError):
            # Few are in the group, and a `psutil.Process` is dear beside busy programs.
            if os.getpgid(pid) == group and (process := psutil.Process(pid)).status() != psutil.STATUS_ZOMBIE:
                members.append(process)
    return members


def is_resource_tracker(process: psutil.Process) -> bool:
    """Whether a process is the one that multiprocessing keeps to remove what its parent leaves behind."""
    import psutil

    with suppress(psutil.Error):
        return any("resource_tracker" in argument for argument in process.cmdline())
    return False


def kill_group(leader: subprocess.Popen[bytes], *, patience: float = 10.0) -> None:
    """Kill a process group and wait until none of it is alive.

    Resource trackers are left to end by themselves, which they do once nobody is there any more: killed
    with the rest, they could not remove the named semaphores of the script. The rest is killed again and again
    until nobody is left, as a member may have been forking while the signal went out.
    """
    with uninterrupted():
        import psutil

        deadline = time.perf_counter() + patience
        while time.perf_counter() < deadline:
            members = group_members(leader.pid)
            for member in members:
                if not is_resource_tracker(member):
                    with suppress(psutil.NoSuchProcess):
                        member.kill()
            with suppress(subprocess.TimeoutExpired):
                leader.wait(0.05)
            if not members:
                break
            time.sleep(0.01)
        else:
            with suppress(ProcessLookupError):
                os.killpg(leader.pid, signal.SIGKILL)
            leader.wait()
