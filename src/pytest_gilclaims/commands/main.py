"""The command ``gilclaims``: what can be done with documents and records beside a run."""

import importlib.metadata
import os
import sys
from collections.abc import Sequence

from pytest_gilclaims.commands.ask import add_ask
from pytest_gilclaims.commands.badges import add_badges
from pytest_gilclaims.commands.claims import add_claims
from pytest_gilclaims.commands.documents import add_documents
from pytest_gilclaims.commands.new import add_new
from pytest_gilclaims.commands.parser import Parser
from pytest_gilclaims.commands.records import add_records
from pytest_gilclaims.commands.run import add_run

BROKEN_PIPE = 141
"""The status of a program that its reader left, as shells tell it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns its exit status: 1 if there is something to look at."""
    parser = command_line()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_output()
        return BROKEN_PIPE
    except OSError as error:
        forget_output()
        parser.refuse(f"{error.filename or 'the output'}: {error.strerror or error}")
    except ValueError as error:
        parser.refuse(str(error))
    return status


def forget_output() -> None:
    """Let what could not be written anyway go nowhere, for Python would try it again at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def command_line() -> Parser:
    """Describe the command and what it can be asked."""
    parser = Parser(prog="gilclaims", description="Executable claims about the GIL.")
    parser.add_argument(
        "--version", action="version", version=f"pytest-gilclaims {importlib.metadata.version('pytest-gilclaims')}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (add_documents, add_records, add_badges, add_claims, add_run, add_ask, add_new):
        add(commands)
    return parser
