"""The command ``gilclaims ask``: its answer, its advice, and one sentence for whatever goes wrong."""

import errno
import json
import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims.asking import inquiry
from pytest_gilclaims.asking.advice import advice_for
from pytest_gilclaims.asking.findings import in_words
from pytest_gilclaims.asking.inquiry import what_went_wrong
from pytest_gilclaims.instruments.contained import Outcome
from pytest_gilclaims.instruments.statement import Statement
from pytest_gilclaims.instruments.work import Pace
from pytest_gilclaims.instruments.worker import packed_exception
from pytest_gilclaims.report.answer import answer_lines
from tests.answers import an_answer, ask, held
from tests.commands import gilclaims

UNPICKLABLE = """
class Odd(Exception):
    def __init__(self, one, other):
        super().__init__(one)
def call():
    raise Odd("odd", lambda: 2)
"""


def test_an_answer_is_not_wrong() -> None:
    answer = ask("--budget=2", "-s", "import time", "time.sleep(0.01)")
    assert answer["does"] in ("waits", None)
    assert answer["lock"] in ("releases", "off", None)
    assert answer["threads"]["gain"] in ("gains", None)
    assert answer["loop"]["gain"] == "nothing"
    undecided = [name for name in ("threads", "processes") if answer[name]["gain"] is None]
    assert set(undecided) <= answer["why"].keys()


def test_too_much_output_is_said_alike_by_the_call_and_by_its_parent() -> None:
    stopped = Outcome(
        ended="output limit", status=None, seconds=1.0, most_processes=1, stdout="x" * 1_000_000, stderr=""
    )
    said = in_words(OSError(errno.EFBIG, "File too large"))
    assert what_went_wrong({"stage": "starting"}, stopped) == f"{said} (while starting)"
    assert what_went_wrong({"stage": "starting", "error": said}, stopped) == f"{said} (while starting)"


def test_what_is_awaited_is_asked_of_a_loop() -> None:
    answer = ask("--budget=2", "-s", "import asyncio", "await asyncio.sleep(0.01)")
    assert answer["awaited"]
    assert answer["loop"]["gain"] in ("gains", None)


def test_a_function_of_the_current_folder_can_be_asked_about(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def call():\n    return sum(range(1000))\n")
    answer = ask("--budget=1", "-m", "mine:call", cwd=tmp_path)
    assert answer["call"] == "mine:call()"
    assert answer["does"] in ("computes", None)


def test_who_waits_for_setups_is_told_how_to_run_it_once() -> None:
    slow = ("--budget=1", "-s", "import time; time.sleep(0.3)")
    assert "--shared: the setup takes" in ask(*slow, "sum(range(100))")["why"]["does"]
    assert "--shared" not in ask(*slow, "--shared", "sum(range(100))")["why"]["does"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-s", "import ctypes", "ctypes.string_at(0)"], "it crashed the interpreter: SIGSEGV"),
        (["-s", "import os", "os._exit(3)"], "it ended the interpreter with status 3"),
        (["-s", "import sys", "sys.exit(3)"], "SystemExit: 3"),
        (["--budget=0.1", "while True: pass"], "no end within"),
        (["print('x' * 10_000_000)"], "it prints more than can be captured"),
        (["-s", UNPICKLABLE, "call()"], "Odd: odd"),
        (["(number for number in range(3))"], "the call returns a generator that nobody iterates over"),
        (["-s", "import asyncio", "asyncio.sleep(0)"], "the call returns a coroutine that nobody awaits"),
        (["-m", "nowhere:call"], "ModuleNotFoundError: No module named 'nowhere'"),
        (["-m", "json:call"], "AttributeError: module 'json' has no attribute 'call'"),
        (["-m", "json"], "write MODULE:FUNCTION"),
        (["def ("], "the statement is not valid Python"),
        (["-s", "def (", "1"], "--setup is not valid Python"),
        ([], "ask about one call: a STATEMENT, or -m MODULE:FUNCTION"),
        (["1", "--workers=1"], "invalid"),
        (["1", "--budget=no"], "invalid"),
    ],
    ids=lambda value: " ".join(value)[-20:] if isinstance(value, list) else "",
)
def test_whatever_goes_wrong_is_one_sentence(arguments: list[str], said: str) -> None:
    outcome = gilclaims("ask", *arguments)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert said in outcome.stderr
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("answer", "shared", "advice"),
    [
        (an_answer(awaited=True, does="waits", loop="gains"), False, "an event loop"),
        (an_answer(awaited=True, does="waits", loop="nothing"), False, "not in an event loop as it is"),
        (an_answer(does="waits", threads="gains"), False, "threads: while one call waits"),
        (an_answer(threads="gains", lock="releases"), False, "threads: they compute at the same instant"),
        (an_answer(does="both", threads="gains"), False, "threads: they gain"),
        (
            an_answer(threads="nothing", processes="gains"),
            False,
            "processes: threads take turns, because the call holds the",
        ),
        (
            an_answer(threads="nothing", processes="gains", seconds_of_call=1e-5),
            False,
            "processes, several calls at a time: threads take turns, because the call holds the GIL",
        ),
        (an_answer(does="waits", threads="nothing"), False, "processes: it waits, but only one thread at a time"),
        (an_answer(threads="nothing", processes="nothing"), False, "leave it in one thread"),
        (an_answer(cores={"low": None, "estimate": 1.97, "high": None}), False, "leave it as it is"),
        (an_answer(does="waits", lock="releases"), False, "threads, most likely"),
        (an_answer(), False, "not decided, see below"),
        (an_answer(machine={"cores_usable": 1, "cores": 2, "gain": None}), False, "only one core is usable"),
    ],
)
def test_the_advice_fits_the_answer(answer: dict[str, Any], shared: bool, advice: str) -> None:
    assert advice in advice_for(answer, shared=shared)


@pytest.mark.parametrize(
    ("shared", "advice"), [(True, "give each thread objects of its own"), (False, "they still share something")]
)
def test_who_gains_nothing_at_the_same_instant_shares_something(shared: bool, advice: str) -> None:
    answer = an_answer(lock="off", threads="nothing")
    answer["threads"]["at_once"] = True
    assert advice in advice_for(answer, shared=shared)


def test_an_answer_is_drawn() -> None:
    answer = an_answer(threads="gains", why={"processes": "not decided: too noisy"})
    answer["threads"].update(low=1.8, estimate=1.87, high=1.91)
    lines = list(answer_lines({**answer, "advice": "threads"}))
    assert lines == [
        "CPython 3.13.15, GIL on · 2 of 2 cores usable · load 0.1",
        "",
        "work()    8.1 ms a call",
        "  it computes            1.00 cores used [0.99 1.00 1.00]",
        "  the GIL                held: no other thread ran during the call",
        "                         0                  1 ×",
        f"  4 threads              {'━' * 36} 1.87 [1.80 1.91]",
        "  4 processes            not decided",
        "  an event loop          gains nothing",
        f"  this machine gives     {'━' * 35}  1.80",
        "",
        "→ threads",
        "  processes: not decided: too noisy",
    ]


def test_a_statement_is_made_anew_with_its_setup_or_once_for_all() -> None:
    counting = "made = []\ndef call():\n    made.append(1)\n    return len(made)"
    own = Statement(setup=counting, text="call()").work()
    assert [own.bound()(), own.bound()()] == [1, 1]
    shared = Statement(setup=counting, text="call()", shared=True).work()
    assert [shared.bound()(), shared.bound()()] == [1, 2]


def test_a_statement_may_have_several_lines_and_strings_with_breaks() -> None:
    made = Statement(text="a = '''x\n  y'''\nlen(a)").made()
    assert made() == 5
    assert Statement(text="await a").is_awaited
    assert Pace(bundles=8, bundle=3).shared_among(4).calls == 6


@pytest.mark.parametrize("is_known", [True, False])
def test_who_interrupts_reads_what_is_known_by_then(monkeypatch: pytest.MonkeyPatch, is_known: bool) -> None:
    known = {"stage": "threads: round 3", "why": {}, "seconds": 1.0, "interpreter": "", "load": None, "awaited": False}

    def interrupted(script: Path, arguments: list[str], **options: object) -> None:
        if is_known:
            found = {**known, "machine": {"cores_usable": 2, "cores": 2}, "seconds_of_call": 0.01, "lock": "keeps"}
            script.with_name("found.json").write_text(json.dumps(found))
        raise KeyboardInterrupt

    monkeypatch.setattr(inquiry, "run_contained", interrupted)
    asked = inquiry.Inquiry(text="work()")
    with pytest.raises(inquiry.Interrupted) as interrupt:
        asked.answer()
    if is_known:
        assert interrupt.value.answer is not None
        answer = held(interrupt.value.answer)
        assert answer["lock"] == "keeps"
        assert answer["why"]["threads"] == "interrupted (while threads: round 3)"
    else:
        assert interrupt.value.answer is None


def test_an_interpreter_that_takes_long_to_start_is_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, time\nif 'script.py' in sys.orig_argv:\n    time.sleep(6)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(inquiry, "PATIENCE_SECONDS", 4.0)
    asked = inquiry.Inquiry(setup="import time; time.sleep(0.5)", text="pass", shared=True, budget=0.5)
    assert asked.answer()["call"] == "pass"


def test_what_cannot_be_pickled_in_a_worker_is_told_in_words_and_where_it_was_raised_in_a_note() -> None:
    namespace: dict[str, Any] = {}
    exec(UNPICKLABLE, namespace)
    with pytest.raises(Exception, match="odd") as raised:
        namespace["call"]()
    told = pickle.loads(packed_exception(raised.value))
    assert isinstance(told, RuntimeError)
    assert str(told).endswith("Odd: odd")
    assert "in call" in told.__notes__[0]


ON_A_TERMINAL = """
import os, pty, signal, sys
# Where the tests run in the background of a shell, it is ignored.
signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
"""
PATIENCE_SECONDS = 120


@contextmanager
def on_a_terminal(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the command on a terminal of its own; what is written to it is typed."""
    command = [sys.executable, "-c", ON_A_TERMINAL, sys.executable, "-m", "pytest_gilclaims", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: "subprocess.Popen[bytes]", words: bytes | None) -> bytes:
    """Read what is shown, until some words are, or all of it."""
    assert process.stdout is not None
    shown, deadline = b"", time.monotonic() + PATIENCE_SECONDS
    while (words is None or words not in shown) and time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 1)[0]:
            some = os.read(process.stdout.fileno(), 1 << 16)
            if not some:
                break
            shown += some
    return shown


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_ctrl_c_on_a_terminal_that_shows_how_far_it_is_prints_what_is_decided() -> None:
    # Each round takes seconds, so that it is not over when it is interrupted.
    with on_a_terminal("ask", "--budget=60", "-s", "import time", "time.sleep(1)") as process:
        shown = read_until(process, b"of the evidence")
        assert b"% of the evidence" in shown, shown.decode()
        assert process.stdin is not None
        process.stdin.write(b"\x03")
        process.stdin.flush()
        told = read_until(process, None).decode()
    assert "→ not decided" in told
    assert "threads: interrupted (while " in told
    assert "Traceback" not in told
