"""What four processes change of an ordinary list, of a block of shared memory and of a mapped file."""

import mmap
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from tempfile import TemporaryDirectory

from gilclaims_guide import strategies
from gilclaims_guide.strategies import Strategy, threads
from pytest_gilclaims import Lab, Observation, Race, Unavailable


@contextmanager
def block_of_shared_memory() -> Iterator[str]:
    """Hold a block of shared memory that processes find by its name."""
    try:
        block = SharedMemory(create=True, size=Lab.workers)
    except OSError as error:
        raise Unavailable(f"the system gives no shared memory: {error}") from error
    with ExitStack() as stack:
        stack.callback(block.unlink)
        stack.callback(block.close)
        view_of(block)[: Lab.workers] = bytes(Lab.workers)
        yield block.name


def view_of(block: SharedMemory) -> memoryview:
    """Return the bytes of a block that has not been closed."""
    assert block.buf is not None
    return block.buf


@contextmanager
def mapped_file() -> Iterator[str]:
    """Hold a file that processes can map into their memory."""
    with TemporaryDirectory(prefix="gilclaims-") as folder:
        path = Path(folder, "shared")
        path.write_bytes(bytes(Lab.workers))
        yield str(path)


@contextmanager
def opened_block(name: str) -> Iterator[memoryview]:
    """Open a block of shared memory by its name: reality."""
    block = SharedMemory(name)
    try:
        yield view_of(block)
    finally:
        block.close()


@contextmanager
def opened_map(path: str) -> Iterator[memoryview]:
    """Map a file into memory, shared with whoever else does: reality."""
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), Lab.workers) as mapped, memoryview(mapped) as view:
        yield view


@contextmanager
def copied_block(name: str) -> Iterator[memoryview]:
    """Open a copy of a block of shared memory."""
    with opened_block(name) as view:
        copy = memoryview(bytearray(view))
    yield copy


@contextmanager
def copied_map(path: str) -> Iterator[memoryview]:
    """Map a copy of a file."""
    with opened_map(path) as view:
        copy = memoryview(bytearray(view))
    yield copy


Opening = Callable[[str], AbstractContextManager[memoryview]]
"""Opens by its name what was made to be shared."""


def change_there(opened: Opening, name: str, who: int) -> None:
    """Change one's own byte of what was made to be shared."""
    with opened(name) as view:
        view[who] = 1


def change_object(box: list[int], who: int) -> None:
    """Change one's own entry of a list."""
    box[who] = 1


def observe_objects(lab: Lab, strategy: Strategy) -> Observation:
    """Have four workers change the same list. Facts: ``changes seen here``."""
    box = [0] * Lab.workers
    started = time.perf_counter()
    strategy(lab, [partial(change_object, box, who) for who in range(Lab.workers)])
    return Observation(wall=time.perf_counter() - started, facts={"changes seen here": sum(box)})


def observe_shared(
    lab: Lab, strategy: Strategy, making: Callable[[], AbstractContextManager[str]], opening: Opening, opened: Opening
) -> Observation:
    """Have four workers change what was made to be shared, and open it here. Facts: ``changes seen here``."""
    started = time.perf_counter()
    with making() as name:
        strategy(lab, [partial(change_there, opened, name, who) for who in range(Lab.workers)])
        with opening(name) as view:
            seen = sum(view[: Lab.workers])
    return Observation(wall=time.perf_counter() - started, facts={"changes seen here": seen})


def memories(lab: Lab) -> Race:
    """Changes of an ordinary list, of a block of shared memory and of a mapped file, made by four processes."""
    in_processes = lab[strategies.processes]
    shared = partial(observe_shared, lab, in_processes)
    return Race(
        "memories",
        {
            "objects in threads": partial(observe_objects, lab, threads),
            "objects": partial(observe_objects, lab, in_processes),
            "shared memory": partial(shared, block_of_shared_memory, opened_block, lab[opened_block]),
            "mapped file": partial(shared, mapped_file, opened_map, lab[opened_map]),
        },
    )
