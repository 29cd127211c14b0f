"""Since when: what the interpreters on which a claim holds have in common, as far as verdicts can tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pytest_gilclaims.report.releases import Release, release_of

DECIDED = ("holds", "refuted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came out on one interpreter.

    lock_on: whether the GIL was on, ``None`` where that changed or nobody looked.
    """

    version: str
    lock_on: bool | None
    free_threaded: bool
    verdict: str

    @property
    def release(self) -> Release:
        """The version in its order, empty where it is none."""
        return release_of(self.version)

    @property
    def kind(self) -> tuple[bool | None, bool]:
        """What else than the version may make a difference."""
        return self.lock_on, self.free_threaded


def since(cells: Iterable[Seen]) -> str:
    """Say in a few words what verdicts depend on: "holds until 3.11", "refuted where the GIL is off".

    Only what is decided is evidence. Empty where all agree, where nothing tells the two sides apart, and where the
    versions differ together with the builds, so that nobody can say which of them it is.
    """
    decided = [cell for cell in cells if cell.verdict in DECIDED]
    if any(cell.lock_on is None or not cell.release for cell in decided):
        return ""
    holding, refuting = ([cell for cell in decided if cell.verdict == verdict] for verdict in DECIDED)
    if not holding or not refuting:
        return ""
    for old, new in ((holding, refuting), (refuting, holding)):
        if max(cell.release for cell in old) < min(cell.release for cell in new):
            return by_version(old, new)
    return by_build(decided)


def by_version(old: Sequence[Seen], new: Sequence[Seen]) -> str:
    """Say from which version on a claim holds, or until which, as builds that were seen on both sides tell it."""
    both = {cell.kind for cell in old} & {cell.kind for cell in new}
    if not both:
        return ""
    # What is said is true of each kind of build: where one leaves more open, so much is open.
    last = min((max((cell for cell in old if cell.kind == kind), key=by_release) for kind in both), key=by_release)
    first = max((min((cell for cell in new if cell.kind == kind), key=by_release) for kind in both), key=by_release)
    minor, next_minor = max(map(by_release, old))[:2], min(map(by_release, new))[:2]
    if minor == next_minor:
        # It changed within a minor version, of which there are several releases.
        return f"{last.verdict} on {last.version}, {first.verdict} on {first.version}"
    return boundary(last, first)


def by_build(decided: Sequence[Seen]) -> str:
    """Say that the verdict depends on the lock or on the build, if exactly that tells the two sides apart."""
    lock = verdict_where((not cell.lock_on, cell.verdict) for cell in decided)
    build = verdict_where((cell.free_threaded, cell.verdict) for cell in decided)
    if lock and build:
        return f"{lock} on free-threaded builds with the GIL off"
    if lock:
        return f"{lock} where the GIL is off"
    return f"{build} on free-threaded builds" if build else ""


def verdict_where(pairs: Iterable[tuple[bool, str]]) -> str:
    """Return the verdict where something is so, if all have the other one where it is not; else nothing."""
    verdicts: dict[bool, set[str]] = {True: set(), False: set()}
    for is_so, verdict in pairs:
        verdicts[is_so].add(verdict)
    there, elsewhere = verdicts[True], verdicts[False]
    return there.pop() if len(there) == len(elsewhere) == 1 and there != elsewhere else ""


def by_release(cell: Seen) -> Release:
    """Sort by version."""
    return cell.release


def boundary(last: Seen, first: Seen) -> str:
    """Name the minor versions between which the verdict changed, both where something is open between them."""
    (major, minor), (next_major, next_minor) = last.release[:2], first.release[:2]
    if (major, minor + 1) != (next_major, next_minor):
        return f"{last.verdict} on {major}.{minor}, {first.verdict} on {next_major}.{next_minor}"
    return f"holds until {major}.{minor}" if last.verdict == "holds" else f"holds since {next_major}.{next_minor}"
