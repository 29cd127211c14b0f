"""Claims about builds, extension modules, libraries and sandboxes: both verdicts are within reach."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from claims import test_folklore, test_future, test_gil, test_sandbox, test_trap
from claims.beyond import test_price
from gilclaims_guide import builds, calendar, extensions, native_packages, sandbox, twins, unready
from pytest_gilclaims import Build, Experiment, Lab, Observation
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.testing import experiment_of, judge_within, open_lab

Claim = Callable[..., None]
Arms = Mapping[str, Observation]


@pytest.fixture
def lab() -> Iterator[Lab]:
    with open_lab() as one:
        yield one


def saw(**facts: object) -> Observation:
    """Some facts, by names whose blanks are underscores."""
    return Observation(wall=0.01, queued=0.0, facts={name.replace("_", " "): value for name, value in facts.items()})


def spent(cpu: float) -> Observation:
    """So much processor time."""
    return Observation(wall=0.01, cpu=cpu)


def overlapped(milliseconds: float) -> Observation:
    """So much overlapped time, of workers that waited for no core."""
    return Observation(wall=0.02, queued=0.0, overlap=milliseconds / 1000)


def verdict_of(claim: Claim, experiment: Experiment, *arguments: object) -> str:
    """What a claim says of an experiment: ``undecided`` if it asks for more rounds than were invented."""
    judge = judge_within(100)
    try:
        claim(experiment, *arguments, judge)
    except RuntimeError:
        return "undecided"
    verdict = judge.proceedings.judgements[-1].verdict
    return "undecided" if verdict is None else verdict.value


def after(rounds: Sequence[Arms], claim: Claim, *arguments: object) -> str:
    """What a claim says of invented rounds."""
    return verdict_of(claim, experiment_of(rounds), *arguments)


def lock_states(on: float, off: float, twice: float = 0.02, *, rounds: int = 30) -> list[Arms]:
    return [{"lock on": spent(on), "lock off": spent(off), "lock off, twice the work": spent(twice)}] * rounds


@pytest.mark.parametrize(
    ("on", "off", "fast", "slow"),
    [
        (0.01, 0.01, "refuted", "refuted"),
        (0.01, 0.018, "holds", "refuted"),
        (0.018, 0.01, "refuted", "holds"),
        (0.01, 0.0125, "undecided", "refuted"),
    ],
)
def test_the_price_of_the_lock_is_that_of_one_binary_in_two_states(on: float, off: float, fast: str, slow: str) -> None:
    assert after(lock_states(on, off, 2 * off), test_gil.test_fast_single_thread) == fast
    assert after(lock_states(on, off, 2 * off), test_folklore.test_gil_makes_python_slow) == slow


def test_where_twice_the_work_costs_no_more_the_price_of_the_lock_is_not_refuted() -> None:
    assert after(lock_states(0.01, 0.01, 0.01), test_gil.test_fast_single_thread) == "inconclusive"


@pytest.mark.parametrize(("cost", "verdict"), [(1.05, "holds"), (1.2, "undecided"), (1.75, "refuted")])
def test_the_price_of_the_build_is_held_against_the_limit_of_pep_779(cost: float, verdict: str) -> None:
    arms = {
        "GIL build": spent(0.01),
        "free-threaded build, lock on": spent(0.01 * cost),
        "GIL build, twice the work": spent(0.02),
    }
    assert after([arms] * 30, test_price.test_price_of_the_build) == verdict


def looks(call: float, keeping: float, processes: float = 15.0) -> list[Arms]:
    return [{"zlib": overlapped(call), "keeping": overlapped(keeping), "processes": overlapped(processes)}] * 40


@pytest.mark.parametrize(
    ("call", "keeping", "processes", "verdict"),
    [
        (10.0, 0.0, 15.0, "holds"),
        (0.0, 0.0, 15.0, "refuted"),
        (10.0, 10.0, 15.0, "refuted"),  # as without the lock, where it says nothing that a library lets go of it
        (0.0, 0.0, 0.0, "undecided"),  # no core was free
        (10.0, 0.0, 0.0, "undecided"),
    ],
)
def test_to_let_go_of_the_lock_is_told_by_a_twin_that_keeps_it(
    call: float, keeping: float, processes: float, verdict: str
) -> None:
    assert after(looks(call, keeping, processes), test_gil.test_c_extensions_release_it, "zlib") == verdict
    assert after(looks(call, keeping, processes), test_gil.test_numpy_releases_it, "zlib") == verdict


@pytest.mark.parametrize(("query", "keeping", "verdict"), [(20, 0, "holds"), (0, 0, "refuted"), (20, 20, "refuted")])
def test_a_query_is_held_against_a_call_that_keeps_the_lock(query: int, keeping: int, verdict: str) -> None:
    arms = {"query": saw(ticks=query), "keeping": saw(ticks=keeping), "releasing": saw(ticks=25)}
    assert after([arms] * 40, test_gil.test_sqlite_releases_it, "query") == verdict


def test_threads_that_waited_for_a_core_do_not_show_that_a_library_keeps_the_lock() -> None:
    waiting = Observation(wall=0.02, queued=0.05, overlap=0.0)
    arms = {"threads": waiting, "processes": overlapped(15)}
    assert after([arms] * 60, test_trap.test_image_library_in_threads, "pillow") == "undecided"
    arms = {"threads": overlapped(0), "processes": overlapped(15)}
    assert after([arms] * 60, test_trap.test_image_library_in_threads, "pillow") == "holds"
    arms = {"threads": overlapped(12), "processes": overlapped(15)}
    assert after([arms] * 60, test_trap.test_image_library_in_threads, "pillow") == "refuted"


CONTROLS = {"standard_module": "ready", "unready_module": "turns the lock on"}


@pytest.mark.parametrize(
    ("share", "controls", "verdict"),
    [
        (0.0, CONTROLS, "refuted"),
        (0.09, CONTROLS, "refuted"),
        (0.2, CONTROLS, "undecided"),
        (0.5, CONTROLS, "holds"),
        (0.0, {**CONTROLS, "unready_module": "ready"}, "inconclusive"),
        (0.0, {**CONTROLS, "standard_module": "turns the lock on"}, "inconclusive"),
    ],
)
def test_many_packages_are_at_least_one_in_four_and_few_at_most_one_in_eight(
    share: float, controls: dict[str, str], verdict: str
) -> None:
    rounds = [{"packages": saw(share_not_ready=share), "controls": saw(**controls)}] * 5
    assert after(rounds, test_future.test_extensions_not_ready) == verdict


def told(tried: Mapping[str, str | None], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, object]:
    """What is told of packages of which this became."""
    monkeypatch.setattr(extensions, "its_modules", lambda package: [] if package == "pure" else [package])
    monkeypatch.setattr(extensions, "try_package", lambda folder, package, modules: tried[package])
    return extensions.import_each(Path(), list(tried), lambda package: []).facts


def test_what_does_not_import_is_not_ready_and_what_has_no_extension_modules_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = told({"a": "ready", "b": "turns the lock on", "c": "does not import", "pure": "ready"}, monkeypatch)
    assert facts == {
        "share not ready": 2 / 3,
        "packages tried": 3,
        "packages that turn the lock on": ["b"],
        "packages that do not import": ["c"],
    }


def test_a_package_that_gave_no_answer_leaves_all_untold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told({"a": "ready", "b": None}, monkeypatch) == {}
    assert told({"pure": "ready"}, monkeypatch) == {}


@pytest.mark.skipif(not this_interpreter().free_threaded, reason="needs a free-threaded build")
def test_packages_are_tried_one_by_one_in_interpreters_of_their_own() -> None:
    if unready.compiler() is None:
        pytest.skip("no compiler")
    with unready.unready_module() as folder:
        (folder / "broken.py").write_text("raise LookupError")
        assert extensions.try_package(folder, "_json", []) == "ready"
        assert extensions.try_package(folder, "unready", []) == "turns the lock on"
        assert extensions.try_package(folder, "psutil", ["unready"]) == "turns the lock on"
        assert extensions.try_package(folder, "broken", []) == "does not import"
        assert extensions.try_package(folder, "no_such_package", []) == "does not import"


def test_too_few_packages_stand_for_none_unless_somebody_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "listed_at_hand", lambda: ("numpy",) * (extensions.LEAST - 1))
    assert extensions.packages_to_try(None) == ()
    assert extensions.packages_to_try(["numpy"]) == ["numpy"]
    monkeypatch.setattr(extensions, "listed_at_hand", lambda: ("numpy",) * extensions.LEAST)
    assert len(extensions.packages_to_try(None)) == extensions.LEAST


def test_the_list_of_packages_names_each_once_and_its_first_uses_are_python() -> None:
    assert len(set(native_packages.NAMES)) == len(native_packages.NAMES)
    for name, text in native_packages.FIRST_USES.items():
        compile(text, name, "exec")


@pytest.mark.parametrize(
    ("plain", "asked_for", "verdict"), [(False, True, "holds"), (True, True, "refuted"), (False, False, "refuted")]
)
def test_the_default_is_what_the_plain_name_starts(plain: bool, asked_for: bool, verdict: str) -> None:
    plain_name = Observation(wall=0.0, facts={"free-threaded": plain})
    arms = {"plain name": plain_name, "free-threaded": saw(asked_for=asked_for)}
    assert after([arms], test_future.test_not_the_default) == verdict


@pytest.mark.skipif(os.name == "nt", reason="needs links of POSIX")
def test_a_free_threaded_build_by_the_plain_name_is_not_passed_over(tmp_path: Path) -> None:
    free_threaded = tmp_path / "python3.99t"
    answer = {"version": "3.99.0", "banner": "", "free_threaded": True, "configure": "", "compiler": ""}
    free_threaded.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\n")
    free_threaded.chmod(0o755)
    build = Build.at(free_threaded)
    assert build is not None
    seen = builds.read_plain_name(builds.free_threaded_first, build)
    assert seen.facts == {"free-threaded": True, "version": "3.99.0"}


def test_the_plain_name_is_looked_for_where_nobody_has_set_anything_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(tmp_path) not in builds.clean_path()
    program = tmp_path / "python3"
    program.symlink_to(sys.executable)
    assert builds.started_by_plain_name(str(tmp_path)) == str(program)
    assert builds.started_by_plain_name(str(tmp_path / "nowhere")) is None


def test_on_the_day_of_the_document_the_build_was_supported_and_a_year_before_experimental(lab: Lab) -> None:
    assert verdict_of(test_future.test_experimental_at_its_date, lab.experiment(calendar.calendar)) == "refuted"
    assert calendar.look_up(calendar.day_of_document).facts == {"release": "3.14", "phase": "supported"}
    assert calendar.look_up(calendar.a_year_before).facts == {"release": "3.13", "phase": "experimental"}
    assert calendar.phase_of((3, 12)) is None
    assert calendar.phase_of((3, 15)) == "supported"


@pytest.mark.parametrize(("lock", "verdict"), [("refused", "holds"), ("on", "refuted"), ("off", "refuted")])
def test_a_default_build_that_only_starts_with_its_lock_on_does_not_refuse(lock: str, verdict: str) -> None:
    arms = {"asked off": saw(lock=lock), "asked on": saw(lock="on")}
    assert after([arms], test_future.test_default_build_keeps_it) == verdict


@pytest.mark.parametrize(
    ("outcomes", "chance", "verdict"), [(1, 10, "refuted"), (2, 10, "holds"), (1, 1, "inconclusive")]
)
def test_to_be_refused_alike_each_time_is_to_be_deterministic(outcomes: int, chance: int, verdict: str) -> None:
    arms = {"browser": saw(outcomes_of_threads=outcomes, outcomes_of_chance=chance)}
    assert after([arms], test_sandbox.test_not_deterministic, "threads") == verdict


def test_what_fails_for_another_reason_is_not_refused() -> None:
    refused, failed = "refused: RuntimeError: no", "failed: NameError: no"
    assert sandbox.became([refused, "refused: OSError: no"]) == "refused"
    assert sandbox.became(["works"]) == "works"
    assert sandbox.became([refused, failed]) is None
    assert sandbox.became([refused, "works"]) is None
    assert sandbox.seen_in("", 1.0).facts == {}
    seen = sandbox.seen_in('{"threads": ["refused: OSError: a", "refused: OSError: b"]}', 1.0)
    assert seen.facts == {"threads": "refused", "outcomes of threads": 2}


@pytest.mark.parametrize("locking", [False, True])
def test_the_work_of_the_twins_is_python_and_takes_a_lock_for_each_step_only_if_told_to(locking: bool) -> None:
    text = twins.program(locking)
    compile(text, "program", "exec")
    assert text.count("with guard:") == (len(twins.STEPS) if locking else 0)
