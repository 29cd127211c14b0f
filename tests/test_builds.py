"""Other builds: twins are told from strangers, environments and links to free-threaded builds are left out."""

import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gilclaims_guide.pairs import twin_named
from gilclaims_guide.twins import running_side
from pytest_gilclaims import Build
from pytest_gilclaims.facts import builds

PLAIN = replace(
    Build.this(),
    version="3.13.5",
    free_threaded=False,
    compiler="GCC 14",
    configure="'--prefix=/opt/3.13' '--enable-optimizations' '--with-lto'",
)
TWIN = replace(
    PLAIN, free_threaded=True, configure="--disable-gil --prefix=/opt/3.13t --with-lto --enable-optimizations"
)


def test_an_interpreter_is_asked_what_it_is() -> None:
    assert Build.at(Path(sys.executable)) == Build.this()


def test_what_does_not_answer_is_no_build(tmp_path: Path) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexit 3\n")
    silent.chmod(0o755)
    assert Build.at(silent) is None
    assert Build.at(tmp_path / "missing") is None


def test_twins_are_of_one_version_and_differ_in_the_lock() -> None:
    assert PLAIN.is_twin_of(TWIN)
    assert not PLAIN.is_twin_of(PLAIN)
    assert not PLAIN.is_twin_of(replace(TWIN, version="3.14.0"))


def test_twins_are_built_alike_if_nothing_that_bears_on_speed_differs() -> None:
    assert PLAIN.is_built_as(TWIN)
    assert not PLAIN.is_built_as(replace(TWIN, version="3.13.4"))
    assert not PLAIN.is_built_as(replace(TWIN, compiler="Clang 18"))
    assert not PLAIN.is_built_as(replace(TWIN, configure="--disable-gil --with-lto"))


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_environments_are_left_out_of_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, is_environment in (("installed", False), ("environment", True)):
        folder = tmp_path / name / "bin"
        folder.mkdir(parents=True)
        (folder / "python3.99").symlink_to(sys.executable)
        if is_environment:
            (folder.parent / "pyvenv.cfg").touch()
    monkeypatch.setenv("PATH", os.pathsep.join(str(tmp_path / name / "bin") for name in ("environment", "installed")))
    assert list(builds.executables(re.compile("python3.99"))) == [tmp_path / "installed" / "bin" / "python3.99"]


def test_what_is_no_twin_is_refused_with_what_would_be_one() -> None:
    with pytest.raises(ValueError, match=r"nowhere is no (default|free-threaded) build of CPython \S+: name one"):
        twin_named("nowhere")
    with pytest.raises(ValueError, match="is no"):
        twin_named(sys.executable)


def test_a_side_works_when_told_and_is_gone_afterwards() -> None:
    with running_side(Build.this()) as side:
        little, much = (min(side.work("calls", pieces).cpu or 0.0 for _ in range(5)) for pieces in (1, 20))
        assert 0 < little < much
    with pytest.raises(ValueError, match="closed"):
        side.work("calls", 1)
