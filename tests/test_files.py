"""Files that people name: regular ones are replaced at once, all else is written through, trouble is one sentence."""

import os
import stat
import threading
from pathlib import Path

import pytest

from pytest_gilclaims.report.files import FileError, may_be_rewritten, read_text, replace_text

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")


def test_replacing_leaves_no_temporary_file_and_ordinary_permissions(tmp_path: Path) -> None:
    file = tmp_path / "file"
    replace_text(file, "one")
    replace_text(file, "two")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "two"
    mask = os.umask(0o022)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask


def test_a_file_that_others_may_not_read_stays_so(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch(mode=0o600)
    replace_text(file, "secret")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_who_has_the_old_file_open_never_sees_a_part_of_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with file.open() as opened:
        replace_text(file, "new")
        assert opened.read() == "old"


def test_what_cannot_be_written_leaves_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "file"
    replace_text(file, "old")
    with pytest.raises(FileError, match=r"^cannot write .*file \(it is not valid Unicode text\)$"):
        replace_text(file, "\ud800")
    assert file.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("target", ["there", "not-yet"])
def test_a_symbolic_link_stays_and_leads_to_the_new_content(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "there").write_text("old")
    link = tmp_path / "link"
    link.symlink_to(Path("folder", target))
    replace_text(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "folder" / target).read_text() == "new"


def test_a_pipe_is_written_through_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    replace_text(pipe, "all of it" * 100_000)
    reader.join(60)
    assert read == ["all of it" * 100_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/dev/full", "the disk is full: make room, or name a file elsewhere"),
        ("nowhere/file", "No such file or directory"),
        (".", "Is a directory"),
        ("loop", "Too many levels of symbolic links"),
    ],
)
def test_what_stands_in_the_way_is_said_with_the_name(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FileError) as trouble:
        replace_text(Path(name), "text")
    assert str(trouble.value) == f"cannot write {name} ({said})"
    assert sorted(tmp_path.iterdir()) == before


def test_only_what_is_replaced_may_be_written_again(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("pipe")
    names = ("file", "nothing-yet", "pipe", "link", "/dev/null")
    assert [may_be_rewritten(tmp_path / name) for name in names] == [True, True, False, False, False]


def test_what_cannot_be_read_is_said_with_the_name(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(FileError, match=r"^cannot read .*latin \(it is not valid Unicode text\)$"):
        read_text(tmp_path / "latin")
    with pytest.raises(FileError, match=r"^cannot read .*nothing \(No such file or directory\)$"):
        read_text(tmp_path / "nothing")
