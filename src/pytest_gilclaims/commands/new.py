"""The command ``gilclaims new``: one call is asked about, and the answer is written down as claims."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_gilclaims.commands.ask import add_call, answer_to, call_of, inquiry_about
from pytest_gilclaims.report.answer import answer_lines
from pytest_gilclaims.report.call_source import CallSource, source_of_function, source_of_statement
from pytest_gilclaims.report.claims_file import claims_file, slug
from pytest_gilclaims.report.files import may_be_rewritten, replace_text, trouble
from pytest_gilclaims.words import counted

FUNCTION = re.compile(r"[\w.]+:[\w.]+")


def add_new(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    new = commands.add_parser(
        "new",
        help="ask about one call, and write what follows into a file of claims",
        description="Ask about one call, a STATEMENT or MODULE:FUNCTION, and write what follows into a file of claims.",
    )
    add_call(new)
    new.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: claims/test_NAME_claims.py)")
    new.add_argument("--force", action="store_true", help="replace the file if there is one")
    new.set_defaults(run=write_claims)


def write_claims(options: argparse.Namespace) -> int:
    """Have a call examined and write claims about it. Raises ValueError, in one sentence, if there are none."""
    if options.call and not options.module and FUNCTION.fullmatch(options.call):
        options.call, options.module = "", options.call
    call = call_of(options)
    source = source_of(call)
    output: Path = options.output or Path("claims", f"test_{slug(source.subject).replace('-', '_')}_claims.py")
    # Before anything is measured.
    if output.exists() and may_be_rewritten(output) and not options.force:
        raise ValueError(f"{output} exists: name another file by -o, or replace it by --force")
    answer = answer_to(inquiry_about(call, options))
    text = claims_file(answer, source, section_of(output), own=modules_here())
    with trouble("write", output):
        output.parent.mkdir(parents=True, exist_ok=True)
    replace_text(output, text)
    print("\n".join([*answer_lines(answer), "", *next_steps(output, text.count("\n@claim("))]))
    return 0


def source_of(call: Mapping[str, Any]) -> CallSource:
    """Write a call as a module does. Raises ValueError, in one sentence, if none can."""
    if not call["function"]:
        return source_of_statement(call["setup"], call["text"], shared=call["shared"])
    if call["setup"] or call["shared"]:
        raise ValueError(f"{call['function']}: a function is called as it is: with a setup, write a STATEMENT")
    return source_of_function(call["function"])


def section_of(output: Path) -> str:
    """Return the section that the claims of a file stand in: its name."""
    return slug(output.stem.removeprefix("test_").removesuffix("_claims"))


def modules_here() -> frozenset[str]:
    """Name the modules of the project in the current folder, where formatters look for them: in it, and in ``src``."""
    return frozenset(found.stem for place in (Path(), Path("src")) if place.is_dir() for found in place.iterdir())


def next_steps(output: Path, claims: int) -> Iterator[str]:
    """Say what to do with a file of claims."""
    run = f"python -m pytest --claims {shlex.quote(str(output))}"
    yield f"{output}: {counted(claims, 'claim')}"
    yield f"  decide them           {run}"
    yield f"  see each of them turn {run.replace('--claims', '--claims-falsify', 1)}"
    yield f"  in CI                 {run} --claims-json=claims.json"
