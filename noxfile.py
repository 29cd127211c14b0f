"""What CI does, for people with nox: ``nox -s tests-3.14``, ``nox -s claims-3.13t``, ``nox -s lint``."""

import shutil
import tarfile
from pathlib import Path

import nox

INTERPRETERS = ["3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t", "3.15"]

GROUPS = nox.project.load_toml("pyproject.toml")
DIST = Path("dist").resolve()

WITHOUT_SOURCES = ["tests/test_badges.py", "tests/test_public.py", "tests/test_verdict.py"]
"""Tests of what people call, none of which reads a source."""

nox.options.sessions = ["lint", "tests"]


@nox.session(python=INTERPRETERS)
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    session.install("--prefer-binary", "-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(python=INTERPRETERS)
def claims(session: nox.Session) -> None:
    """Decide the claims, from an installed wheel."""
    session.install("--prefer-binary", ".")
    session.run("pytest", "--claims", *session.posargs)


@nox.session
def survey(session: nox.Session) -> None:
    """Decide the claims on every CPython at hand, one after another."""
    session.install("--prefer-binary", ".")
    session.run("gilclaims", "run", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    session.install("--prefer-binary", "-e", ".[test,lint]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("basedpyright")
    session.run("towncrier", "build", "--draft")


@nox.session
def package(session: nox.Session) -> None:
    """Build what is published into ``dist``, in place of what was there, and check it."""
    session.install("--prefer-binary", *nox.project.dependency_groups(GROUPS, "package"))
    shutil.rmtree(DIST, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(DIST))
    session.run("twine", "check", "--strict", *map(str, DIST.iterdir()))


@nox.session(python=INTERPRETERS)
def wheel(session: nox.Session) -> None:
    """Test the wheel in ``dist``, in a tree that has no sources: that of the sdist without ``src``."""
    [built] = DIST.glob("*.whl")
    [sdist] = DIST.glob("*.tar.gz")
    session.install("--prefer-binary", str(built), "hypothesis")
    folder = Path(session.create_tmp(), "tree").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    [tree] = folder.iterdir()
    shutil.rmtree(tree / "src")
    session.chdir(tree)
    session.run("python", "-m", "pytest", *WITHOUT_SOURCES, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site into build/site; a warning or a link that leads nowhere fails it."""
    session.install("--prefer-binary", "-e", ".[docs]")
    session.run("sphinx-build", "-q", "-W", "--keep-going", "-d", "build/site-cache", "docs", "build/site")
