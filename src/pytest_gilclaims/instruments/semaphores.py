"""Named semaphores that nobody holds any more.

`multiprocessing` gives its semaphores names and tells its resource tracker, which removes them when all processes
are gone. A process that is ended between the two, or within ``sem_open`` itself, loses one: it may have been killed
from outside, or terminated by the pool that it worked for. On Linux semaphores are files, and whoever is at work on
one has it open or mapped.
"""

import os
import re
from collections.abc import Iterator, Set
from contextlib import suppress
from pathlib import Path

from pytest_gilclaims.instruments.interrupts import uninterrupted

FOLDER = Path("/dev/shm")
NAMES = re.compile(r"sem\.(mp-.+|(?![a-z]{6}$)[A-Za-z0-9]{6})")
"""What `multiprocessing` calls its semaphores, and what ``sem_open`` calls one at first: six random characters.

Six small letters may be a word, and any other name is surely another program's, which may have left its semaphore
to whoever comes next.
"""


def present() -> Set[Path]:
    """List the semaphores that may be of `multiprocessing`; none where they are not files."""
    return {path for path in FOLDER.glob("sem.*") if NAMES.fullmatch(path.name)}


@uninterrupted()
def remove_lost(*, since: Set[Path]) -> None:
    """Remove the semaphores that were not there before, are this user's, and are held by no process."""
    new = {path: inode for path in present() - since if (inode := _inode_if_ours(path))}
    if not new:
        return
    held = {inode for process in Path("/proc").glob("[0-9]*") for inode in _held_by(process)}
    for path, inode in new.items():
        if inode not in held:
            path.unlink(missing_ok=True)


def _inode_if_ours(path: Path) -> int | None:
    with suppress(FileNotFoundError):
        status = path.stat()
        return status.st_ino if status.st_uid == os.geteuid() else None
    return None


def _held_by(process: Path) -> set[int]:
    with suppress(OSError):
        # In this order: ``sem_open`` closes its file once it has mapped it.
        return {*_open(process), *_mapped(process)}
    return set()


def _open(process: Path) -> Iterator[int]:
    for descriptor in (process / "fd").iterdir():
        with suppress(FileNotFoundError):
            if str(descriptor.readlink()).startswith(f"{FOLDER}/"):
                yield descriptor.stat().st_ino


def _mapped(process: Path) -> Iterator[int]:
    for line in (process / "maps").read_text().splitlines():
        # Address, rights, offset, device, inode, and where it lies: ``sem_open`` maps a file and then renames it.
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5].startswith(f"{FOLDER}/"):
            yield int(fields[4])
