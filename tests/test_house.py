"""The house: which floor imports which, that imports never come back, and that rooms stay small."""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

SOURCES = Path(__file__).parents[1] / "src"
MODULES = {
    ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"): path
    for path in SOURCES.rglob("*.py")
}

ENGINE = "pytest_gilclaims"
GUIDE = "gilclaims_guide"

FLOORS = {
    "figure": set[str](),
    "words": set[str](),
    "facts": set[str](),
    "judging": {"figure", "words"},
    "instruments": {"facts"},
    "asking": {"facts", "judging", "instruments"},
    "documents": set[str](),
    "report": {"figure", "words"},
    "running": {"figure", "facts", "judging", "instruments", "asking", "report"},
    "session": {"words", "facts", "judging", "instruments", "asking", "documents", "report", "running"},
    "commands": {"words", "facts", "asking", "documents", "report", "running", "session"},
}
"""What each floor of the engine may import beside itself."""

KNOW_PYTEST = ("session.", "plugin", "testing", "report.screen", "commands.catalogue", "commands.survey")


def imports_of(path: Path, *, whenever: bool = True) -> Iterator[str]:
    """Name what a module imports: at once, or whenever it runs; what only type checkers see does not count."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree) if whenever else tree.body:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    yield f"{module}.{alias.name}" if f"{module}.{alias.name}" in MODULES else module


def floor_of(module: str) -> str:
    """Name the floor that a module of the engine stands on."""
    return module.removeprefix(f"{ENGINE}.").partition(".")[0]


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_those_below_it(floor: str) -> None:
    rooms = {
        module: path for module, path in MODULES.items() if module.startswith(ENGINE) and floor_of(module) == floor
    }
    assert rooms
    reached = {
        (module, floor_of(name))
        for module, path in rooms.items()
        for name in imports_of(path)
        if name.startswith(f"{ENGINE}.")
    }
    assert not {(module, other) for module, other in reached if other not in FLOORS[floor] | {floor}}


def test_the_run_knows_of_reports_the_record_alone() -> None:
    reached = {
        name
        for module, path in MODULES.items()
        if module.startswith(f"{ENGINE}.running.")
        for name in imports_of(path)
        if name.startswith(f"{ENGINE}.report")
    }
    assert reached == {f"{ENGINE}.report.record"}


def test_only_those_that_must_know_pytest() -> None:
    knowing = {module for module, path in MODULES.items() if "pytest" in set(imports_of(path))}
    assert {module for module in knowing if not module.removeprefix(f"{ENGINE}.").startswith(KNOW_PYTEST)} <= {
        ENGINE,
        f"{GUIDE}.declaring",
    }


def test_the_guide_knows_the_public_names_alone() -> None:
    for module, path in MODULES.items():
        if module.startswith(GUIDE):
            assert not {name for name in imports_of(path) if name.startswith(f"{ENGINE}.")}, module


def test_the_engine_names_the_guide_in_one_string() -> None:
    naming = [path for module, path in MODULES.items() if module.startswith(ENGINE) and GUIDE in path.read_text()]
    assert [path.name for path in naming] == ["guide.py"]
    assert naming[0].read_text().count(GUIDE) == 1


def test_no_import_comes_back() -> None:
    graph = {
        module: {name for name in imports_of(path, whenever=False) if name in MODULES}
        for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()


def test_who_examines_a_call_needs_the_standard_library_alone() -> None:
    needed, left = set[str](), {f"{ENGINE}.asking.examination"}
    while left:
        module = left.pop()
        needed.add(module)
        imported = set(imports_of(MODULES[module], whenever=False)) if module in MODULES else set()
        left |= imported - needed
    assert {name.partition(".")[0] for name in needed} <= {ENGINE, *sys.stdlib_module_names}


def test_rooms_stay_small() -> None:
    lengths = {module: len(path.read_text().splitlines()) for module, path in MODULES.items() if path.stat().st_size}
    assert {module: length for module, length in lengths.items() if length > 300} == {}
    assert median(lengths.values()) <= 80
