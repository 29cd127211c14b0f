"""What CI does, for people with nox: ``nox -s tests-3.14``, ``nox -s claims-3.13t``, ``nox -s lint``."""

import nox

INTERPRETERS = ["3.11", "3.12", "3.13", "3.13t", "3.14", "3.15"]

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


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site into build/site; a warning or a link that leads nowhere fails it."""
    session.install("--prefer-binary", "-e", ".[docs]")
    session.run("sphinx-build", "-q", "-W", "--keep-going", "-d", "build/site-cache", "docs", "build/site")
