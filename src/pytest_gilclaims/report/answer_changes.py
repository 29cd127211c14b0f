"""What changes from one interpreter to another, in one sentence about their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

NUMBER = re.compile(r"\d+")

GAINS = {"gains": "gain", "nothing": "gain nothing", "slower": "are slower than one"}

LINES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "does": ("it", {"computes": "computes", "waits": "waits", "both": "computes and waits"}),
    # That there is none on a free-threaded build is no difference in what the call does.
    "lock": ("it", {"keeps": "holds the GIL", "releases": "releases the GIL"}),
    "threads": ("threads", GAINS),
    "processes": ("processes", GAINS),
    "loop": ("tasks of an event loop", GAINS),
}
"""Of whom each line says something, and in what words."""

Answered = tuple[str, Mapping[str, Any]]
"""The name of an interpreter, and its answer."""


def what_changes(answered: Sequence[Answered]) -> str:
    """Say in one sentence what is decided otherwise on one interpreter than on another.

    What free threading changes is said only if of each version one was asked that had its lock off, and one that had
    it on.
    """
    free = [one for one in answered if one[1]["lock"] == "off"]
    locked = [one for one in answered if one[1]["lock"] != "off"]
    rest = list(LINES)
    parts = []
    if versions(free) == versions(locked) and (said := what_the_lock_changes(free, locked)):
        parts.append(said)
        rest.remove("threads")
    parts += [said for name in rest if (said := difference(answered, name))]
    if parts:
        return "; ".join(parts)
    everything = all(decided(answer, name) is not None for _, answer in answered for name in LINES)
    return "nothing changes" if everything else "nothing changes in what is decided"


def versions(answered: Sequence[Answered]) -> set[str]:
    """Return the versions of Python that answered: ``3.13``."""
    return {".".join(NUMBER.findall(answer["interpreter"])[:2]) for _, answer in answered}


def what_the_lock_changes(free: Sequence[Answered], locked: Sequence[Answered]) -> str:
    """Say what threads gain without the lock, and with it; nothing if those of one kind do not agree."""
    without, beside = grouped(free, "threads"), grouped(locked, "threads")
    if not without or not beside:
        return "free-threaded: not decided what changes for threads"
    if len(without) > 1 or len(beside) > 1:
        return ""
    [here], [there] = without, beside
    gain, usual = phrase("threads", here, without[here]), phrase("threads", there, beside[there])
    if here == there:
        return f"free-threaded: threads {gain}, and with the GIL they {usual} as well"
    return f"free-threaded: threads {gain}, where they {usual} with the GIL"


def difference(answered: Sequence[Answered], name: str) -> str:
    """Say of one line what is decided otherwise here than there; nothing if all that is decided is alike."""
    groups = grouped(answered, name)
    if len(groups) < 2:
        return ""
    who, _ = LINES[name]
    parts = [
        f"{phrase(name, kind, group)} on {listed([label for label, _ in group])}" for kind, group in groups.items()
    ]
    return f"{who} {', '.join(parts)}"


def grouped(answered: Sequence[Answered], name: str) -> dict[str, list[Answered]]:
    """Put those together that decided a line alike; who did not decide it is left out."""
    groups: dict[str, list[Answered]] = {}
    for label, answer in answered:
        kind = decided(answer, name)
        if kind is not None and kind in LINES[name][1]:
            groups.setdefault(kind, []).append((label, answer))
    return groups


def decided(answer: Mapping[str, Any], name: str) -> str | None:
    """Return what was decided of a line, ``None`` if nothing was."""
    said = answer[name]
    found: str | None = said["gain"] if isinstance(said, Mapping) else said
    return found


def phrase(name: str, kind: str, group: Sequence[Answered]) -> str:
    """Say what interpreters decided alike, with how many times as fast it was."""
    words = LINES[name][1][kind]
    if kind not in ("gains", "slower"):
        return words
    found = [answer[name]["estimate"] for _, answer in group]
    times = " to ".join(dict.fromkeys([f"{min(found):.1f}", f"{max(found):.1f}"]))
    return f"{words} {times} ×" if kind == "gains" else f"{words} ({times} ×)"


def listed(names: Sequence[str]) -> str:
    """Write names for a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
