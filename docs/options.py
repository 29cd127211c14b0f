"""The options and settings as Markdown, from the parsers themselves, so that the reference cannot go stale."""

import argparse
from collections.abc import Iterator
from typing import Any

from pytest_gilclaims.commands.main import command_line
from pytest_gilclaims.plugin import pytest_addoption


class Listener:
    """Hears what the plugin tells pytest's parser of its options and settings."""

    def __init__(self) -> None:
        self.options: list[tuple[str, str]] = []
        self.settings: list[tuple[str, str]] = []

    def getgroup(self, *_: str) -> "Listener":
        """Every group is this one."""
        return self

    def addoption(self, name: str, *, help: str, metavar: str = "", **_: Any) -> None:  # noqa: A002
        """Hear of an option."""
        self.options.append((f"{name} {metavar}".strip(), help))

    def addini(self, name: str, help: str, **_: Any) -> None:  # noqa: A002
        """Hear of a setting."""
        self.settings.append((name, help))


def heard() -> Listener:
    """Let the plugin tell what it has."""
    listener = Listener()
    pytest_addoption(listener)  # type: ignore[arg-type]
    return listener


def table(head: str, rows: list[tuple[str, str]]) -> str:
    """Write a table of names and what they mean."""
    lines = [f"| {head} | means |", "|---|---|"]
    escaped = ((name, meaning.replace("|", "\\|").replace("*", "\\*")) for name, meaning in rows)
    return "\n".join(lines + [f"| `{name}` | {meaning} |" for name, meaning in escaped])


def options_of_pytest() -> str:
    """Write the plugin's options for pytest."""
    return table("option", heard().options)


def settings_of_pytest() -> str:
    """Write the plugin's settings for pytest."""
    return table("setting", heard().settings)


def commands() -> str:
    """Write what the command can be asked, a section for each."""
    parser = command_line()
    [named] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    summaries = {choice.dest: choice.help or "" for choice in named._choices_actions}
    return "\n".join(line for name, each in named.choices.items() for line in section(name, summaries[name], each))


def section(name: str, summary: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    """Write one command: what it does, how it is called, and its arguments."""
    usage = " ".join(parser.format_usage().removeprefix("usage: ").replace("[-h]", "").split())
    yield from (f"### {name}", "", f"{summary[:1].upper()}{summary[1:]}.", "", "```text", usage, "```", "")
    rows = [
        (called(action), action.help % vars(action))
        for action in parser._actions
        if action.help and action.help != argparse.SUPPRESS and action.dest != "help"
    ]
    if rows:
        yield from (table("argument", rows), "")


def called(action: argparse.Action) -> str:
    """Write how an argument is given."""
    metavar = str(action.metavar or action.dest.upper()) if action.nargs != 0 else ""
    return f"{', '.join(action.option_strings)} {metavar}".strip()


PARTS = {
    "options of pytest": options_of_pytest,
    "settings of pytest": settings_of_pytest,
    "commands of gilclaims": commands,
}
"""What a page has in place of ``<!-- NAME -->``."""


def filled_in(page: str) -> str:
    """Put each part in its place."""
    for name, write in PARTS.items():
        mark = f"<!-- {name} -->"
        if mark in page:
            page = page.replace(mark, write())
    return page
