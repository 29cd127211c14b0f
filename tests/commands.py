"""Commands that tests run as people do."""

import subprocess
import sys


def gilclaims(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the command ``gilclaims``."""
    command = [sys.executable, "-m", "pytest_gilclaims", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
