"""The wheel ships the claims: exactly the files that git tracks, which are those of a checkout."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from pytest_gilclaims.documents.guide import claim_files, guide
from pytest_gilclaims.documents.suite import guide_revision
from pytest_gilclaims.report.store import read_record

ROOT = Path(__file__).parents[1]


def test_the_bundled_claims_are_found_from_a_checkout() -> None:
    assert {file.name for file in claim_files(guide())} >= {"test_gil.py", "test_fetch.py"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter of an environment in which the wheel is installed, with what it needs from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    [packages] = folder.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(packages)
    # The path alone: what is installed as editable here is not found from there.
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return str(folder / "bin" / "python")


def run(python: str, folder: Path, *arguments: str) -> str:
    """Run pytest in a folder and return what it printed."""
    outcome = subprocess.run(
        [python, "-m", "pytest", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


def test_the_wheel_ships_the_claims_that_git_tracks(wheel: Path) -> None:
    listing = subprocess.run(["git", "ls-files", "claims"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name.removeprefix("gilclaims_guide/") for name in names if name.startswith("gilclaims_guide/claims/")}
    assert shipped == set(listing.stdout.split())
    assert {"pytest_gilclaims/py.typed", "pytest_gilclaims/report/answer.schema.json"} <= set(names)


def test_a_checkout_and_a_wheel_have_the_same_suite(python: str, tmp_path: Path) -> None:
    code = "from pytest_gilclaims.documents import guide, suite; print(guide.guide(), suite.guide_revision())"
    printed = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    folder, revision = printed.split()
    assert Path(folder).parent.name == "gilclaims_guide", "the claims are those of the wheel"
    assert revision == guide_revision()
    run(python, tmp_path, "--claim=gil.running-needs-the-lock", "-oclaims_min_decided=0", "--claims-json=record.json")
    assert read_record(tmp_path / "record.json").suite == revision


PROJECT = '''
from pytest_gilclaims import World, claim


def test_ordinary() -> None:
    pass


@claim("own.claim", refuted_in=World("idle", "nothing differs"))
def test_own(judge) -> None:
    """The project has a claim of its own."""
'''


@pytest.mark.parametrize("installed", [False, True], ids=["checkout", "wheel"])
def test_a_project_may_have_modules_that_are_called_as_ours(installed: bool, python: str, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nclaims_paths = tests\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_tools.py").write_text(PROJECT)
    interpreter = python if installed else sys.executable
    assert "1 passed, 1 deselected" in run(interpreter, tmp_path)
    listed = run(interpreter, tmp_path, "--claims", "--claims-guide", "--collect-only", "-q")
    assert "tests/test_tools.py::test_own" in listed
    assert "::test_threads_share_one_process" in listed
    alone = run(interpreter, tmp_path, "--claims", "--collect-only", "-q")
    assert "tests/test_tools.py::test_own" in alone
    assert "::test_threads_share_one_process" not in alone


SUITE = '''
from functools import partial

import pytest

from pytest_gilclaims import GIL_ON, Condition, Lab, Lane, Observation, Race, World, claim, holds, since


def add_up() -> int:
    return sum(range(300))


def threads(lab, tasks):
    return lab.in_threads(tasks)


def processes(lab, tasks):
    return lab.in_processes(tasks)


threads_are_processes = World("threads_are_processes", "threads are backed by processes", {threads: processes})

WORDS = Condition(
    name="words", test=lambda host: "words" in host.given, otherwise="no words: give some", options={"words": str.split}
)


def looks(lab: Lab) -> Race:
    task = partial(Lane.watching, add_up, seconds=0.02)

    def arm(strategy) -> Observation:
        return Observation.of(strategy(lab, [task] * lab.workers), {"words": lab.given["words"]})

    return Race("looks", {"threads": partial(arm, lab[threads]), "processes": partial(arm, processes)}, warm_up=1)


@pytest.fixture
def seen(lab):
    return lab.experiment(looks)


@claim("own.turns", refuted_in=threads_are_processes, expect=holds.when(GIL_ON & since(3, 11)), needs=(WORDS, ~~GIL_ON))
def test_turns(seen, judge) -> None:
    """Threads of ours take turns."""
    judge(seen.overlap("threads").none(beside="processes", refuted_from=5))


@claim("own.words", without_world="words are words", needs=WORDS)
def test_words(seen, judge) -> None:
    """There are two words."""
    judge(seen.fact("words", "threads").equals(["two", "words"]))
'''


@pytest.mark.parametrize("mode", [[], ["--claims-falsify"]], ids=["reality", "falsify"])
def test_a_suite_of_others_works_from_the_wheel_with_public_names_alone(
    mode: list[str], python: str, tmp_path: Path
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nclaims_paths = claims\n")
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "test_own.py").write_text(SUITE)
    command = [
        "--claims",
        *mode,
        "--claims-with",
        "words=two words",
        "-oclaims_min_decided=0",
        "--claims-json=record.json",
    ]
    run(python, tmp_path, *command)
    record = read_record(tmp_path / "record.json")
    assert [claim.id for claim in record.claims] == ["own.turns", "own.words"]
    assert not any(claim.surprise for claim in record.claims)
    assert record.broken == ()
    if not mode:
        assert record.claims[1].verdict == "holds"
