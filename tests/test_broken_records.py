"""Records that somebody broke: whatever a command makes of one, it works or says so in one line, and spoils nothing."""

import copy
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_gilclaims import holds
from pytest_gilclaims.commands import catalogue
from pytest_gilclaims.commands import main as cli
from pytest_gilclaims.report.archive import unpack
from pytest_gilclaims.running.claim import Claim
from tests.records import KEPT, shortened_report

SOUND = json.dumps(shortened_report())

LISTINGS = [
    catalogue.Listing(
        claim=Claim(
            id=name, statement="", expect=holds, needs=(), refuted_in=None, holds_in=None, without_world="it is a test"
        ),
        source="",
    )
    for name in KEPT
]

Place = tuple[Any, Any]
"""A container, and a key or an index in it."""

JUNK: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([None, True, False, 0, 1, 2, -1, 3.5, "", "3", "holds", "not applicable", "perhaps"]),
    st.sampled_from([float("nan"), float("inf"), -1e308, 1e308, 1e100, -1e100, 5e-324, 10**30, 10**400, -(10**400)]),
    st.sampled_from(["\x1b[31m", "two\nlines\r\n", "\x00", "\ud800", "a" * 10_000, "a" * 10_000 + "\n", "<b>&|`*["]),
    st.builds(lambda depth: json.loads("[" * depth + "]" * depth), st.sampled_from([1, 2, 15, 30, 200])),
    st.floats(),
    st.text(max_size=5),
    st.dictionaries(st.text(max_size=3), st.none() | st.booleans() | st.text(max_size=3), max_size=2),
    st.lists(st.integers() | st.floats(allow_nan=False) | st.text(max_size=3), max_size=3),
)


def places(data: Any) -> Iterator[Place]:
    """Walk through all places of a record."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield data, key
        yield from places(value)


@st.composite
def broken_records(draw: st.DrawFn) -> str:
    """Break a sound record in one to three places."""
    data = copy.deepcopy(json.loads(SOUND))
    for _ in range(draw(st.integers(1, 3))):
        container, key = draw(st.sampled_from(list(places(data))))
        action = draw(st.sampled_from(["replace", "replace", "replace", "delete", "add"]))
        if action == "delete":
            del container[key]
        elif action == "replace":
            container[key] = draw(JUNK)
        elif isinstance(container, dict):
            container[draw(st.text(max_size=5) | st.just("x\n" * 200))] = draw(JUNK)
        else:
            container.append(draw(JUNK))
    return json.dumps(data)


def outcome(arguments: Sequence[object]) -> tuple[int, str, str]:
    """Run the command in this process: its status, what it says, what it complains of."""
    said, complaints = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complaints):
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, said.getvalue(), complaints.getvalue()


def complaints_about(text: str, folder: Path) -> Iterator[str]:
    """Run every command that reads records on one of this text, and say what is wrong with how it went."""
    record, sound, output = folder / "record.json", folder / "sound.json", folder / "output"
    record.write_text(text, encoding="utf-8")
    sound.write_text(SOUND, encoding="utf-8")
    written = [f"--{name}={output}.{name}" for name in ("markdown", "html", "json", "badge")]
    for arguments in (
        ["matrix", record, *written],
        ["matrix", record, "--all"],
        ["html", record, "-o", f"{output}.page"],
        ["timeline", record, "-o", f"{output}.trace"],
        ["compare", record, sound],
        ["compare", sound, record],
        *(["explain", name, record] for name in KEPT),
    ):
        files = [Path(f"{output}.{name}") for name in ("markdown", "html", "json", "badge", "page", "trace")]
        for file in files:
            file.write_text("old", encoding="utf-8")
        try:
            status, said, complaint = outcome(arguments)
        except Exception as error:
            yield f"{arguments[0]}: {type(error).__name__}: {error}"
            continue
        if status == 2:
            if said or not complaint.startswith("gilclaims: ") or not complaint[:-1].isprintable():
                yield f"{arguments[0]}: refused by {complaint!r} beside {said!r}"
            if len(complaint) > 600:
                yield f"{arguments[0]}: refused at length"
            if any(file.read_text(encoding="utf-8") != "old" for file in files):
                yield f"{arguments[0]}: refused, and wrote"
        elif complaint or status not in ((0, 1) if arguments[0] == "compare" else (0,)):
            yield f"{arguments[0]}: ended with {status} and {complaint!r}"


def packed(text: str, path: Path) -> Path:
    """Pack a text as records are packed."""
    content = text.encode()
    with tarfile.open(path, mode="w:xz") as archive:
        member = tarfile.TarInfo("record.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


def refusal_of(archive: Path) -> str:
    """Unpack records. Returns why that was refused, if it was."""
    try:
        unpack(archive)
    except ValueError as error:
        return str(error)
    return ""


@pytest.fixture(autouse=True)
def known_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    # To collect the claims anew for each record would take a second each time.
    monkeypatch.setattr(catalogue, "listings", lambda: LISTINGS)


def test_all_commands_work_with_the_record_that_is_broken_here(tmp_path: Path) -> None:
    assert list(complaints_about(SOUND, tmp_path)) == []
    record = tmp_path / "record.json"
    assert outcome(["matrix", record])[0] == outcome(["compare", record, record])[0] == 0
    assert outcome(["html", record, "-o", tmp_path / "page"])[0] == outcome(["explain", KEPT[0], record])[0] == 0


@given(text=broken_records())
@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
def test_a_broken_record_is_taken_or_refused_in_one_line_by_every_command(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert list(complaints_about(text, Path(folder))) == []
        refusal = refusal_of(packed(text, Path(folder, "records.tar.xz")))
        assert refusal == "" or (refusal.isprintable() and refusal.startswith("record.json is not a record"))


@pytest.mark.parametrize(
    "text", ['{"schema": 1e999}', '{"schema": true}', "[" * 100_000, "1" * 5000, '"\\ud800"', '{"schema": [1]}', ""]
)
def test_a_text_that_is_no_record_at_all_is_refused_in_one_line_by_every_command(text: str, tmp_path: Path) -> None:
    assert list(complaints_about(text, tmp_path)) == []
