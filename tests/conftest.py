"""What the tests of the plugin share."""

import pytest

from tests.toys import TOYS, MakeClaims


@pytest.fixture
def make_claims(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> MakeClaims:
    """Write a module of toy claims to the folder that pytest will be run in."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def make(*claims: str) -> None:
        pytester.makepyfile(test_toys=TOYS.format(claims="\n".join(claims)))

    return make


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a browser come last: what drives it turns the lock of a free-threaded build on."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
