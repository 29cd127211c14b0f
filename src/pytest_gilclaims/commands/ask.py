"""The command ``gilclaims ask``: which tool fits one call, as with `timeit`."""

from __future__ import annotations

import argparse
import ast
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_gilclaims.asking.inquiry import Inquiry, Interrupted
from pytest_gilclaims.report.answer import answer_lines
from pytest_gilclaims.report.answer_schema import answer_schema
from pytest_gilclaims.report.course_trace import course_trace
from pytest_gilclaims.report.files import replace_text


def add_ask(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    ask = commands.add_parser("ask", help="ask of one call whether it waits or computes, and which tool fits it")
    add_call(ask)
    ask.add_argument("--html", type=Path, metavar="FILE", help="write the answer as a page")
    ask.add_argument("--timeline", type=Path, metavar="FILE", help="write what ran when, for Perfetto and the like")
    ask.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="VERSION",
        help="ask this interpreter, such as 3.14t, or a path; may be repeated",
    )
    ask.add_argument("--json", action="store_true", help="write the answer as JSON, or several in an array")
    ask.add_argument("--json-schema", action="store_true", help="write the JSON Schema of an answer, and ask nothing")
    ask.set_defaults(run=ask_call)


def add_call(ask: argparse.ArgumentParser) -> None:
    """Describe how a command is told which call to ask about."""
    ask.add_argument(
        "call", nargs="?", metavar="STATEMENT", help="such as 'json.loads(text)'; with await if it is async"
    )
    ask.add_argument("-m", "--module", metavar="MODULE:FUNCTION", default="", help="a function instead of a statement")
    ask.add_argument(
        "-s", "--setup", action="append", default=[], metavar="SETUP", help="what is run before; may be repeated"
    )
    ask.add_argument("--shared", action="store_true", help="run the setup once for all threads, not in each")
    ask.add_argument(
        "--workers", type=_workers, default=(4,), metavar="N", help="how many threads (default: 4); 1,2,4,8: a curve"
    )
    ask.add_argument(
        "--budget",
        type=_seconds,
        metavar="SECONDS",
        help="time to spend (default: 6, more for calls longer than 20 ms)",
    )


def ask_call(options: argparse.Namespace) -> int:
    """Have a call examined and print the answer. Raises ValueError, in one sentence, if there is none."""
    if options.json_schema:
        print(answer_schema(), end="")
        return 0
    inquiry = inquiry_about(call_of(options), options)
    if options.python:
        from pytest_gilclaims.commands.ask_several import ask_several

        return ask_several(inquiry, options)
    answer = answer_to(inquiry)
    keep([answer], options)
    print(json.dumps(answer, indent=1) if options.json else "\n".join(answer_lines(answer)))
    return 0


def inquiry_about(call: Mapping[str, Any], options: argparse.Namespace) -> Inquiry:
    """Put together what is asked."""
    # As for `python -c`: what lies in the current folder can be imported.
    path = ["", *sys.path]
    is_drawn = bool(getattr(options, "timeline", None))
    return Inquiry(**call, workers=options.workers, budget=options.budget, timeline=is_drawn, path=path)


def answer_to(inquiry: Inquiry) -> dict[str, Any]:
    """Have a call examined, and show what is being done.

    Whoever interrupts it gets what is known by then. Raises ValueError, in one sentence, if there is no answer.
    """
    try:
        return inquiry.answer(show_stage)
    except Interrupted as interrupted:
        if interrupted.answer is None:
            raise ValueError(f"{inquiry.statement.title}: interrupted before anything was known") from None
        return interrupted.answer
    finally:
        show_stage("")


def keep(answers: Sequence[dict[str, Any]], options: argparse.Namespace) -> None:
    """Write answers as a page and as a timeline, if that was asked for, and leave what ran when out of them."""
    if options.html:
        # What makes pages is not needed otherwise.
        from pytest_gilclaims.report.answer_page import answer_page

        replace_text(options.html, answer_page(answers))
    if options.timeline:
        replace_text(options.timeline, course_trace(answers))
    for answer in answers:
        answer.pop("timeline", None)


def call_of(options: argparse.Namespace) -> dict[str, Any]:
    """Read the call that is asked about. Raises ValueError if there is none, or two, or invalid Python."""
    setup = "\n".join(options.setup)
    if bool(options.call) == bool(options.module):
        raise ValueError("ask about one call: a STATEMENT, or -m MODULE:FUNCTION")
    if options.module and not all(options.module.partition(":")):
        raise ValueError(f"-m {options.module}: write MODULE:FUNCTION")
    for name, text in (("--setup", setup), ("the statement", options.call or "")):
        try:
            ast.parse(text)
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"{name} is not valid Python: {error}") from error
    return {"setup": setup, "text": options.call or "", "function": options.module, "shared": options.shared}


def show_stage(stage: str) -> None:
    """Show what is being done, in place of what was shown before, if there is a terminal."""
    if not sys.stderr.isatty():
        return
    room = shutil.get_terminal_size().columns - 1
    sys.stderr.write(f"\r\x1b[K{stage[:room]}")
    sys.stderr.flush()


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise ValueError(text)
    return seconds


def _workers(text: str) -> tuple[int, ...]:
    workers = tuple(map(int, text.split(",")))
    if min(workers) < 1 or not 2 <= max(workers) <= 64:
        raise ValueError(text)
    return workers
