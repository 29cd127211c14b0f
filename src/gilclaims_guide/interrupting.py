"""Signals that arrive during a long call, and when Python handles them.

All is told in processor time of one process that does nothing else: the timer that sends them counts it as well, so
that they arrive while the call is going on, however busy the machine.
"""

import json
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial

from gilclaims_guide.long_calls import KINDS, prepare
from gilclaims_guide.sampling import surely_during
from pytest_gilclaims import Lab, Observation, Race

TIMER_SECONDS = 0.01

TIMES = 3
"""So many calls of a kind must agree. A host that takes a core away for a moment makes what came right after a call, in
processor time, seem to have come during it, but hardly three times in a row."""

PATIENCE_SECONDS = 60.0

SCRIPT = """\
import sys

from gilclaims_guide.interrupting import handle_and_tell

handle_and_tell(sys.argv[1:])
"""

Work = Callable[[str], str]
"""Which work is done when one is asked for, by name."""


def as_named(kind: str) -> str:
    """The one that was asked for: reality."""
    return kind


def in_bytecode(kind: str) -> str:
    """A loop of bytecode."""
    return "loop"


def in_one_call(kind: str) -> str:
    """A call that looks for nothing before it is done."""
    return "sorted"


ASKED = ("json", "sorted", "regex", "big-integers")


def can_time_itself() -> bool:
    """Whether the system sends signals by processor time."""
    return hasattr(signal, "setitimer")


def handled_during(kind: str) -> int | None:
    """Let signals arrive during a call, and count those handled during it; ``None`` if none came at all.

    Those that arrive while none can be handled are handled once, afterwards.
    """
    moments: list[int] = []
    call = KINDS[kind]
    prepare(kind)
    signal.signal(signal.SIGPROF, lambda number, frame: moments.append(time.process_time_ns()))
    begun = time.process_time_ns()
    signal.setitimer(signal.ITIMER_PROF, TIMER_SECONDS, TIMER_SECONDS)
    result = call()
    ended = time.process_time_ns()
    signal.setitimer(signal.ITIMER_PROF, 0)
    del result
    return len(surely_during(moments, begun, ended)) if moments else None


def handle_and_tell(works: list[str]) -> None:
    """Do one work after another, three times each, and print how many signals were handled during each, as JSON."""
    print(json.dumps({work: [handled_during(work) for _ in range(TIMES)] for work in dict.fromkeys(works)}))


def agreed(counts: Sequence[int | None]) -> int | None:
    """Return how many signals were handled during each call at least, ``None`` if only some of the calls had any."""
    known = [count for count in counts if count is not None]
    is_told = len(known) == len(counts) and (all(known) or not any(known))
    return min(known) if is_told else None


def run_calls(work: Work) -> Observation:
    """Make the calls in a process of their own. Facts: ``handled during …``, where all calls of a kind agree."""
    works = {kind: work(kind) for kind in ASKED}
    outcome = Lab.run_script(SCRIPT, list(works.values()), seconds=PATIENCE_SECONDS)
    if outcome.status != 0:
        return Observation(wall=outcome.seconds)
    told = json.loads(outcome.stdout)
    facts = {f"handled during {kind}": agreed(told[done]) for kind, done in works.items()}
    return Observation(wall=outcome.seconds, facts=facts)


def interrupted_calls(lab: Lab) -> Race:
    """Calls during which signals arrive."""
    return Race("interrupted calls", {"calls": partial(run_calls, lab[as_named])})
