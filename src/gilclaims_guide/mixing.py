"""Work that mostly waits and work that mostly computes, with a faster server and with a faster processor."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gilclaims_guide.peer import Peer, ask_by, running_peer
from gilclaims_guide.rival import Rival, running_rival
from gilclaims_guide.workloads import compute, pieces_for
from pytest_gilclaims import Lab, Lane, Observation, Race

ANSWER_SECONDS = 0.06
"""What the slower server takes for an answer; the faster one takes half."""

LONG_ANSWER_SECONDS = 0.3
"""One long wait: to be let at a core again when it is over takes 20 ms at the very most."""

LITTLE_SECONDS = 0.002
MUCH_SECONDS = 0.06
TURNS = 2
"""How often each is measured: others can only make it take longer, so that the shorter counts."""

POLL_SECONDS = 0.15

Ask = Callable[[Peer, float], None]
"""Waits for an answer that the server gives after that time."""


def ask(peer: Peer, seconds: float) -> None:
    """Ask, and go on when the answer is there: reality."""
    with peer.connected() as connection:
        ask_by(connection, "answer", seconds)


def ask_now_and_then(peer: Peer, seconds: float) -> None:
    """Ask, and look for the answer only once in a while."""
    with peer.connected() as connection:
        connection.sendall(f"answer {seconds}\n".encode())
        time.sleep(POLL_SECONDS)
        connection.recv(64)


Compute = Callable[[Peer, int], None]
"""Gets so many pieces computed."""


def compute_here(peer: Peer, pieces: int) -> None:
    """Compute them in this thread: reality."""
    compute("numbers", pieces)


def compute_elsewhere(peer: Peer, pieces: int) -> None:
    """Have the other process compute for as long as they would take."""
    peer.ask("query", MUCH_SECONDS if pieces > 100 else LITTLE_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One answer to wait for, and pieces to compute.

    share: of the server's time, that it takes for this answer.
    """

    peer: Peer
    ask: Ask
    compute: Compute
    answer_seconds: float
    pieces: int

    def do(self, share: float = 1.0) -> Lane:
        """Wait and compute."""
        with Lane.watch() as watch:
            if self.answer_seconds:
                self.ask(self.peer, share * self.answer_seconds)
            self.compute(self.peer, self.pieces)
        return watch.lane()


def waited(lane: Lane) -> float:
    """Return for how long a worker neither computed nor stood in the queue for a core."""
    return max(0.0, seconds_of(lane) - lane.cpu)


def seconds_of(lane: Lane) -> float:
    """Return for how long a worker worked, but for what other programs took."""
    return (lane.ended - lane.begun) / 1e9 - (lane.queued or 0.0)


def with_faster_server(work: Work) -> Observation:
    """Do it with a server and with one that is twice as fast.

    Facts: the share of its time that is ``saved``, or ``left``. Only waits can be saved:
    how long the same computing takes is what varies by chance.
    """
    slow = [work.do() for _ in range(TURNS)]
    fast = [work.do(0.5) for _ in range(TURNS)]
    saved = (min(map(waited, slow)) - min(map(waited, fast))) / min(map(seconds_of, slow))
    return observed([*slow, *fast], saved)


def with_half_a_core(work: Work, rival: Rival) -> Observation:
    """Do it on half a core. Facts: the share of its time that a whole core would have ``saved``, or ``left``.

    ``None`` where the rival was not at work for at least a fifth of the time.
    """
    with rival.sharing():
        before = rival.seconds_on_core()
        lane = work.do()
        after = rival.seconds_on_core()
    wall = (lane.ended - lane.begun) / 1e9
    is_shared = before is not None and after is not None and after - before >= wall / 5
    saved = lane.queued / wall if is_shared and lane.queued is not None else None
    return observed([lane], saved)


def observed(lanes: Sequence[Lane], saved: float | None) -> Observation:
    """Say what was saved, and what was left."""
    return Observation(
        wall=sum((lane.ended - lane.begun) / 1e9 for lane in lanes),
        cpu=sum(lane.cpu for lane in lanes),
        queued=None if any(lane.queued is None for lane in lanes) else sum(lane.queued or 0.0 for lane in lanes),
        facts={"saved": saved, "left": None if saved is None else 1 - saved},
    )


def faster_servers(lab: Lab) -> Race:
    """Work that mostly waits for a server, and work that mostly computes, with one that is twice as fast."""
    work = partial(Work, peer=lab.share(running_peer), ask=lab[ask], compute=compute_here)
    pace = pieces_for("numbers", 1.0)
    waiting = work(answer_seconds=ANSWER_SECONDS, pieces=round(LITTLE_SECONDS * pace))
    computing = work(answer_seconds=ANSWER_SECONDS / 30, pieces=round(MUCH_SECONDS * pace))
    return Race(
        "faster servers",
        {"waiting": partial(with_faster_server, waiting), "computing": partial(with_faster_server, computing)},
        warm_up=1,
    )


def half_a_core(lab: Lab) -> Race:
    """Work that mostly waits, and work that does nothing but compute, on a core that a busy rival shares."""
    work = partial(Work, peer=lab.share(running_peer), ask=ask, compute=lab[compute_here])
    rival = lab.share(running_rival)
    pace = pieces_for("numbers", 1.0)
    waiting = work(answer_seconds=LONG_ANSWER_SECONDS, pieces=round(LITTLE_SECONDS / 2 * pace))
    computing = work(answer_seconds=0.0, pieces=round(MUCH_SECONDS * pace))
    return Race(
        "half a core",
        {
            "waiting": partial(with_half_a_core, waiting, rival),
            "computing": partial(with_half_a_core, computing, rival),
        },
    )
