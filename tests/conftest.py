"""What the tests of the plugin share."""

import contextlib

import pytest

from pytest_gilclaims.testing import MakeClaims, claims_maker
from tests.toys import TOYS

# `pytest --claims` reads this file too, and needs nothing that only tests need.
with contextlib.suppress(ModuleNotFoundError):
    from hypothesis import HealthCheck, settings

    # No test depends on the speed of the machine.
    settings.register_profile("whatever the machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("whatever the machine")


@pytest.fixture
def make_claims(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> MakeClaims:
    """Write a module of toy claims to the folder that pytest will be run in."""
    make = claims_maker(pytester, monkeypatch)
    return lambda *claims: make(TOYS.format(claims="\n".join(claims)), module="test_toys")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a browser come last: what drives it turns the lock of a free-threaded build on."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
