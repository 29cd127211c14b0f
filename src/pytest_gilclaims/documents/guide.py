"""Where the guide's claims are, the suite that is decided where a project has none."""

from importlib.util import find_spec
from pathlib import Path

GUIDE = "gilclaims_guide"
"""The one name by which the engine knows the guide."""


def guide() -> Path:
    """Return the folder with the guide's claims: inside its package if that is installed, at the top of a checkout."""
    spec = find_spec(GUIDE)
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).resolve().parent
    installed = package / "claims"
    return installed if installed.is_dir() else package.parents[1] / "claims"


def claim_files(folder: Path) -> list[Path]:
    """List the test modules below a folder."""
    return sorted(folder.rglob("test_*.py"))
