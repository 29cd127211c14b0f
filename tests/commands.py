"""Commands that tests run as people do."""

import os
import subprocess
import sys
from pathlib import Path

BASE = Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}")
"""The interpreter of these tests, outside of environments."""


def gilclaims(*arguments: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the command ``gilclaims``, in a folder or where the tests run."""
    command = [sys.executable, "-m", "pytest_gilclaims", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def inherited(*but: str) -> dict[str, str]:
    """Return the environment without what the run of these tests says to pytest. but: other beginnings to leave out."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", *but))}
