"""Where the claims that ship with the plugin are."""

from pathlib import Path


def bundled_claims() -> Path:
    """Return the folder of the bundled claims: inside an installed package, at the top of a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "claims"
    return installed if installed.is_dir() else package.parents[1] / "claims"


def claim_files(folder: Path) -> list[Path]:
    """List the test modules below a folder."""
    return sorted(folder.rglob("test_*.py"))
