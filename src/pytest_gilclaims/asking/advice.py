"""Advice: which of the tools fits a call, in one sentence from one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORTH_SENDING = 5
"""So many times as long as its sending a call must take for processes to pay."""

SEVERAL_CORES = 1.25
"""Who uses more cores than that has threads of its own."""


def advice_for(answer: Mapping[str, Any], *, shared: bool) -> str:
    """Say which tool fits. shared: whether all threads make the call with the same objects."""
    does, lock = answer["does"], answer["lock"]
    threads, loop = answer["threads"]["gain"], answer["loop"]["gain"]
    if (answer["cores"]["estimate"] or 0.0) > SEVERAL_CORES:
        return "leave it as it is: it already uses several cores"
    if answer["awaited"] and loop == "gains":
        return "an event loop: while one call waits, others go on"
    if answer["awaited"] and loop is not None and does is not None:
        return "not in an event loop as it is: it blocks the loop, so other tasks wait (use asyncio.to_thread)"
    if threads == "gains":
        return {
            "waits": "threads: while one call waits, others go on",
            "computes": "threads: they compute at the same instant, and processes would only add copying",
        }.get(does, "threads: they gain, and need no copying")
    if threads in ("nothing", "slower"):
        return without_threads(answer, shared=shared)
    if does == "waits" and lock == "releases":
        return "threads, most likely: it waits and releases the GIL, but their gain was not decided"
    if answer["machine"]["cores_usable"] < 2:
        return "not decided: only one core is usable, and one core cannot compute two things at once"
    more = "" if any("--budget=" in why for why in answer["why"].values()) else " (--budget 30)"
    return f"not decided, see below: ask again on a quieter machine, or with more time{more}"


def without_threads(answer: Mapping[str, Any], *, shared: bool) -> str:
    """Say which tool fits where threads gain nothing."""
    does, lock, seconds, sending = (answer[name] for name in ("does", "lock", "seconds_of_call", "sending"))
    if answer["threads"]["at_once"] and lock != "keeps":
        if shared:
            return "give each thread objects of its own: threads ran at the same instant but gained nothing"
        return "processes: threads ran at the same instant but gained nothing, so they still share something"
    if answer["processes"]["gain"] in ("nothing", "slower"):
        return "leave it in one thread: neither threads nor processes gain"
    why = "it waits, but only one thread at a time" if does == "waits" else "threads take turns"
    if lock == "keeps":
        why += ", because the call holds the GIL"
    if sending is not None and seconds < WORTH_SENDING * sending:
        return (
            f"processes, several calls at a time: {why}, and sending one call takes over 1/{WORTH_SENDING} of its time"
        )
    return f"processes: {why}"
