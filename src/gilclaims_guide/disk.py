"""A cold file: one that is on a disk and nowhere in memory, read piece by piece."""

import ctypes
import os
import random
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from gilclaims_guide.locks import Sleep
from gilclaims_guide.ticker import Permission, no_permission
from pytest_gilclaims import Lab, Lane, Observation, Race, Unavailable

PIECE = 4096
"""Bytes that are read at once: a page, so that nobody reads ahead."""

PIECES = 2048
READERS = 8
READ_SECONDS = 0.03
"""How long one thread reads: some hundred pieces where a disk is fast, a few where it is slow."""

TIMES = 3

FROM_DISK = 0.9
"""The share of what was read that must have come off the disk."""

Reading = Callable[[int, int], object]
"""Reads the piece of an open file that begins at an offset."""


def reading(descriptor: int, offset: int) -> object:
    """Read by ``os.pread``, as ``open`` does: reality."""
    return os.pread(descriptor, PIECE, offset)


@cache
def _pread() -> Callable[[int, object, int, int], int]:
    read = ctypes.PyDLL(None).pread
    read.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int64]
    return read


_buffer = ctypes.create_string_buffer(PIECE)


def reading_with_the_lock(descriptor: int, offset: int) -> object:
    """Read by the same function of C without letting go of the lock."""
    return _pread()(descriptor, _buffer, PIECE, offset)


def reading_busily(descriptor: int, offset: int) -> object:
    """Read, then compute for thirty times as long."""
    begun = time.perf_counter_ns()
    os.pread(descriptor, PIECE, offset)
    end = begun + 31 * (time.perf_counter_ns() - begun)
    while time.perf_counter_ns() < end:
        pass
    return None


def bytes_from_disk() -> int | None:
    """Return how many bytes this thread has had fetched from a disk, ``None`` where the system does not tell.

    Linux does: proc(5), ``/proc/[pid]/io``.
    """
    with suppress(OSError, AttributeError):
        descriptor = os.open("/proc/thread-self/io", os.O_RDONLY)
        try:
            for line in os.read(descriptor, 1000).splitlines():
                if line.startswith(b"read_bytes:"):
                    return int(line.split()[1])
        finally:
            os.close(descriptor)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdFile:
    """A file that has no name any more, so that nothing is left of it whatever happens."""

    descriptor: int
    pieces: int

    def forget(self) -> None:
        """Have the system drop from memory what it has of the file."""
        os.posix_fadvise(self.descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def offsets(self) -> list[int]:
        """Return where its pieces begin, in an order that nobody foresees."""
        return [PIECE * number for number in random.sample(range(self.pieces), self.pieces)]


@contextmanager
def written_in(folder: str, pieces: int = PIECES) -> Iterator[ColdFile]:
    """Write a file that is on the disk when the body begins. Raises OSError where that cannot be done."""
    descriptor, name = tempfile.mkstemp(prefix="gilclaims-", dir=folder)
    try:
        os.unlink(name)
        # What cannot be compressed, and is nowhere else: it has to be fetched.
        os.pwrite(descriptor, os.urandom(PIECE * pieces), 0)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_RANDOM)
        yield ColdFile(descriptor=descriptor, pieces=pieces)
    finally:
        os.close(descriptor)


def comes_off_a_disk(folder: str) -> bool:
    """Whether a file there that has been forgotten is fetched from a disk again, as the system itself counts."""
    with suppress(OSError), written_in(folder, pieces=32) as file:
        file.forget()
        before = bytes_from_disk()
        for offset in file.offsets():
            reading(file.descriptor, offset)
        after = bytes_from_disk()
        return before is not None and after is not None and after - before >= FROM_DISK * 32 * PIECE
    return False


@cache
def folder_on_disk() -> str | None:
    """Find a folder that is on a disk: many folders for what is temporary are not."""
    if not sys.platform.startswith("linux"):
        return None
    folders = dict.fromkeys([tempfile.gettempdir(), "/var/tmp", str(Path.cwd()), str(Path.home())])
    return next(filter(comes_off_a_disk, folders), None)


@contextmanager
def cold_file() -> Iterator[ColdFile]:
    """Keep a file on a disk for the length of the body. Raises Unavailable where there is none."""
    folder = folder_on_disk()
    if folder is None:
        raise Unavailable("no folder was found that is on a disk")
    with written_in(folder) as file:
        yield file


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one thread read: how it went, and which share of it came off the disk."""

    lane: Lane
    share: float


def fetch(
    file: ColdFile,
    read: Reading,
    offsets: Sequence[int],
    seconds: float = READ_SECONDS,
    permission: Permission = no_permission,
) -> Fetched:
    """Read piece after piece for that time, or to the end, noting from when to when each was read."""
    begins, ends = array("q"), array("q")
    before = bytes_from_disk() or 0
    with Lane.watch() as watch:
        end = time.perf_counter_ns() + round(seconds * 1e9)
        for offset in offsets:
            with permission():
                begins.append(time.perf_counter_ns())
                read(file.descriptor, offset)
                ends.append(time.perf_counter_ns())
            if ends[-1] > end:
                break
    share = ((bytes_from_disk() or 0) - before) / (PIECE * len(ends))
    return Fetched(lane=watch.lane(list(zip(begins, ends, strict=True))), share=share)


def observed(fetches: Sequence[Fetched]) -> Observation:
    """Sum up what threads read. Facts: ``from disk``, the smallest share of what one of them read.

    ``idle``, the share of the time in which nobody computed or stood in the queue for a core, and ``reading at once``
    are known only where it all came off the disk.
    """
    seen = Observation.of([one.lane for one in fetches])
    share = min(one.share for one in fetches)
    is_cold = share >= FROM_DISK
    facts = {
        "from disk": share,
        "idle": idle_share(seen) if is_cold else None,
        "reading at once": seen.most_at_once if is_cold else None,
    }
    # Thousands of reads are nothing that could be drawn.
    return replace(seen, facts=facts, lanes=())


def idle_share(seen: Observation) -> float | None:
    """Return the share of its time for which one worker neither computed nor stood in the queue for a core."""
    if seen.cores is None or seen.cores_awaited is None:
        return None
    return max(0.0, 1 - seen.cores - seen.cores_awaited)


def fetch_alone(file: ColdFile, read: Reading) -> Observation:
    """Read the cold file in this thread, three times, and keep the time that was least idle.

    Somebody who takes a core away without being counted makes even who computes seem idle, but hardly every time.
    """
    times = [fetch_again(file, read) for _ in range(TIMES)]
    return min(times, key=lambda seen: -1.0 if seen.facts["idle"] is None else seen.facts["idle"])


def fetch_again(file: ColdFile, read: Reading) -> Observation:
    """Read the cold file once, from the disk."""
    file.forget()
    return observed([fetch(file, read, file.offsets())])


def fetch_in_threads(file: ColdFile, permission: Permission) -> Observation:
    """Read the cold file in eight threads, an eighth each."""
    file.forget()
    offsets = file.offsets()
    parts = [offsets[number::READERS] for number in range(READERS)]
    return observed(Lab.in_crowd([partial(fetch, file, reading, part, permission=permission) for part in parts]))


def compute_alone() -> Observation:
    """Compute for as long: proof that a core can be kept busy just now.

    Facts: ``busy``, the share that was not idle.
    """
    with Lane.watch() as watch:
        end = time.perf_counter() + READ_SECONDS
        while time.perf_counter() < end:
            pass
    seen = Observation.of([watch.lane()])
    idle = idle_share(seen)
    return replace(seen, facts={"busy": None if idle is None else 1 - idle})


def cold_reads(lab: Lab) -> Race:
    """A cold file, read by one thread and by eight; and a thread that computes."""
    file = lab.share(cold_file)
    return Race(
        "cold reads",
        {
            "once": partial(fetch_alone, file, lab[reading]),
            "eight threads": partial(fetch_in_threads, file, lab[no_permission]),
            "computing": partial(compute_alone),
        },
        warm_up=1,
    )


def reading_for_a_while(file: ColdFile) -> Sleep:
    """Return a call that reads the cold file, again if need be, until that time is over."""

    def read(seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            file.forget()
            fetch(file, reading, file.offsets(), end - time.perf_counter())

    return read
