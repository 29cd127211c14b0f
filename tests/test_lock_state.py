"""The state of the lock over a run: when it changed, and by which module."""

import sys
from importlib.machinery import EXTENSION_SUFFIXES
from types import ModuleType

import pytest

from pytest_gilclaims.facts import lock
from pytest_gilclaims.facts.lock import LockChange, LockWatch

WARNING = (
    "The global interpreter lock (GIL) has been enabled to load module 'old_one', which has not declared that it can "
    "run safely without the GIL."
)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Let a test say whether the lock is on."""
    state = {"on": False}
    monkeypatch.setattr(lock, "gil_is_enabled", lambda: state["on"])
    return state


def load(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let extension modules appear as if they had been imported."""
    for name in names:
        module = ModuleType(name)
        module.__file__ = f"/somewhere/{name}{EXTENSION_SUFFIXES[0]}"
        monkeypatch.setitem(sys.modules, name, module)


def test_nothing_is_told_while_nothing_changes(state: dict[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    watch = LockWatch()
    load(monkeypatch, "new_one")
    assert watch.look("meanwhile") is None
    assert watch.changes == []


def test_the_extension_module_that_came_meanwhile_is_named(
    state: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = LockWatch()
    load(monkeypatch, "package.old_one")
    state["on"] = True
    change = watch.look("meanwhile")
    assert str(change) == (
        "the GIL was switched on meanwhile, "
        "by the import of package.old_one, which has not declared that it can run without the GIL"
    )
    assert watch.changes == [change]
    assert watch.look("meanwhile") is None


def test_of_several_the_one_that_the_interpreter_warned_of_is_named(
    state: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = LockWatch()
    load(monkeypatch, "a.old_one", "a.new_one")
    state["on"] = True
    watch.hear_warning(WARNING)
    assert watch.look("meanwhile") == LockChange(is_on=True, when="meanwhile", modules=("a.old_one",))


def test_without_a_warning_all_that_came_meanwhile_are_named(
    state: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = LockWatch()
    load(monkeypatch, "b_one", "a_one")
    state["on"] = True
    change = watch.look("meanwhile")
    assert change is not None
    assert change.cause.startswith("by the import of one of a_one, b_one, which")
    assert "for an unknown reason" in LockChange(is_on=True, when="meanwhile", modules=()).cause
