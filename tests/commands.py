"""Commands that tests run as people do."""

import subprocess
import sys
from pathlib import Path


def gilclaims(*arguments: object, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the command ``gilclaims``, in a folder if one is named."""
    command = [sys.executable, "-m", "pytest_gilclaims", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
