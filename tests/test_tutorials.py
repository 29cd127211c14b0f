"""Pages that a reader works along keep their word: who does what they say sees what they show."""

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.test_documented_commands import in_a_shell

DOCS = Path(__file__).parents[1] / "docs"

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"`([\w/.-]+)`:\s*\Z")
APPENDED = re.compile(r"Append this to `[^`]+`:\s*\Z")
COMMAND = re.compile(r"^\$ (.*)\n", flags=re.MULTILINE)
LEFT_OUT = "…"
FIRST = "tutorial-first-claim.md"

AS_A_READER_HAS_IT = "-p no:run-parallel -p no:hypothesispytest"
"""Plugins that only these tests need, and that take longer to load than all else."""

BEFORE = {FIRST: (), "tutorial-document.md": (FIRST,), "how-to-worlds.md": (FIRST,)}
"""The pages that are run here, with those whose files lie in the folder by then."""


def write_files(page: str, folder: Path) -> Iterator[str]:
    """Write the files of a page where it says, as a reader goes on in it; give each screen between them."""
    end = 0
    for block in BLOCK.finditer(page):
        kind, text = block.groups()
        before, end = page[end : block.start()], block.end()
        if kind == "console":
            yield text
        elif place := PLACE.search(before):
            file = folder / place[1]
            file.parent.mkdir(exist_ok=True)
            known = f"{file.read_text()}\n\n" if APPENDED.search(before) else ""
            file.write_text(known + text)


def without_figures(lines: Sequence[str]) -> list[str]:
    """Leave out what differs from run to run."""
    return [re.sub(r"\d+", "#", line).rstrip() for line in lines]


def is_shown(screen: str, printed: str) -> bool:
    """Whether all lines of a screen were printed in its order, and those next to each other without a gap."""
    rest = without_figures(printed.splitlines())
    for stretch in re.split(rf"^{LEFT_OUT}\n", screen, flags=re.MULTILINE):
        wanted = without_figures(stretch.splitlines())
        starts = range(len(rest) - len(wanted) + 1)
        start = next((start for start in starts if rest[start : start + len(wanted)] == wanted), None)
        if start is None:
            return False
        rest = rest[start + len(wanted) :]
    return True


def commands_with_screens(text: str) -> Iterator[tuple[str, str]]:
    """Part what a terminal shows into commands, and what each printed."""
    _, *parts = COMMAND.split(text)
    yield from zip(parts[::2], parts[1::2], strict=True)


def test_a_screen_is_compared_but_for_its_figures_and_what_is_left_out() -> None:
    printed = "head\none 12 s\ntwo\nthree\n"
    assert is_shown("…\none 7 s\ntwo\n…\n", printed)
    assert is_shown("", printed)
    assert not is_shown("one 7 s\nthree\n", printed)
    assert not is_shown("…\ntwo\n…\none 7 s\n", printed)


def test_pages_with_screens_of_their_own_are_run_here() -> None:
    with_screens = {path.name for path in DOCS.glob("*.md") if "\n```console\n$ " in path.read_text()}
    assert with_screens == set(BEFORE), "name each in BEFORE"


@pytest.mark.skipif(shutil.which("sh") is None, reason="the pages speak to a shell of POSIX")
@pytest.mark.parametrize("name", BEFORE)
def test_a_reader_who_does_what_a_page_says_sees_what_it_shows(name: str, tmp_path: Path) -> None:
    for earlier in BEFORE[name]:
        list(write_files((DOCS / earlier).read_text(), tmp_path))
    screens = 0
    for text in write_files((DOCS / name).read_text(), tmp_path):
        for command, screen in commands_with_screens(text):
            outcome = in_a_shell(command, tmp_path, COLUMNS="80", PYTEST_ADDOPTS=AS_A_READER_HAS_IT)
            assert is_shown(screen, outcome.stdout), f"$ {command}\n{outcome.stdout}{outcome.stderr}"
            screens += 1
    assert screens
