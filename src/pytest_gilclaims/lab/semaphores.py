"""Named semaphores that nobody knows of any more.

`multiprocessing` gives its semaphores names and tells its resource tracker, which removes them when all processes
are gone. A process that is killed between the two, or within ``sem_open`` itself, loses one. On Linux they are files,
and whoever is at work on one has it open or mapped.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

FOLDER = Path("/dev/shm")
PATTERN = "sem.*"


def held_by(pid: int) -> set[int]:
    """Return the inodes of the semaphores that a process has open or mapped; none where the system does not tell."""
    with suppress(OSError):
        return {*_mapped(pid), *_open(pid)}
    return set()


def _mapped(pid: int) -> Iterator[int]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        # Address, rights, offset, device, inode, and where it lies: ``sem_open`` maps a file and then renames it.
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5].startswith(f"{FOLDER}/"):
            yield int(fields[4])


def _open(pid: int) -> Iterator[int]:
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            if str(descriptor.readlink()).startswith(f"{FOLDER}/"):
                yield descriptor.stat().st_ino


def remove(inodes: set[int]) -> None:
    """Remove those of these semaphores that are still there."""
    if inodes and FOLDER.is_dir():
        for semaphore in FOLDER.glob(PATTERN):
            with suppress(FileNotFoundError):
                if semaphore.stat().st_ino in inodes:
                    semaphore.unlink()
