"""The answer to a question about one call, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_gilclaims.figure import Point
from pytest_gilclaims.report.curve import LABEL, axis, bar, curve_lines, tallest

LOCKS = {
    "releases": "released: another thread ran during the call",
    "keeps": "held: no other thread ran during the call",
    "off": "off",
    None: "not decided",
}

DOES = {"computes": "it computes", "waits": "it waits", "both": "it computes and waits", None: "not decided"}


def answer_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Write an answer: what the call does, what each tool gains by, and what follows."""
    machine, threads = answer["machine"], answer["workers"]
    yield where(answer)
    yield ""
    yield f"{answer['call']}    {duration(answer['seconds_of_call'])} a call"
    yield f"  {DOES[answer['does']]:<{LABEL}} {cores_used(answer)}"
    yield f"  {'the GIL':<{LABEL}} {LOCKS[answer['lock']]}"
    scale = largest(answer)
    yield from axis(scale)
    curve = answer.get("curve", ())
    for point in curve:
        first, *beside = curve_lines([point_of(point)], scale)
        yield first if point["gain"] or point["estimate"] is None else f"{first} ?"
        yield from beside
    if not curve:
        yield gain_line(f"{threads} threads", answer["threads"], scale)
    yield gain_line(f"{threads} processes", answer["processes"], scale)
    yield gain_line("an event loop", answer["loop"], scale)
    if machine["gain"] is not None and not curve:
        yield f"  {'this machine gives':<{LABEL}} {bar(machine['gain'], scale)} {machine['gain']:.2f}"
    yield ""
    yield f"→ {answer['advice']}"
    for name, why in undecided(answer):
        yield f"  {name}: {why}"


def where(answer: Mapping[str, Any]) -> str:
    """Name the interpreter that was asked, and the machine."""
    machine = answer["machine"]
    load = "" if answer["load"] is None else f" · load {answer['load']:.1f}"
    return f"{answer['interpreter']} · {machine['cores_usable']} of {machine['cores']} cores usable{load}"


def cores_used(answer: Mapping[str, Any]) -> str:
    """Write how many cores the call uses, as far as it is known."""
    cores = answer["cores"]
    used = "" if cores["estimate"] is None else f"{cores['estimate']:.2f} cores used"
    return used + interval(cores)


def undecided(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what is not decided, each with the reason."""
    for name, said in (("does", answer["does"]), ("lock", answer["lock"]), *gains(answer)):
        if said is None and name in answer["why"]:
            yield name, answer["why"][name]


def gains(answer: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Name each tool with what it gains by."""
    for point in answer.get("curve", ())[:-1]:
        yield f"{point['workers']} threads", point["gain"]
    for name in ("threads", "processes", "loop"):
        yield name, answer[name]["gain"]


def point_of(told: Mapping[str, Any]) -> Point:
    """Read a point of the curve."""
    return Point(**{name: told[name] for name in ("workers", "low", "estimate", "high", "machine")})


def gain_line(label: str, gain: Mapping[str, Any], scale: float) -> str:
    """Draw what one tool gains."""
    if gain["estimate"] is None:
        return f"  {label:<{LABEL}} {'gains nothing' if gain['gain'] else 'not decided'}"
    undecided = "" if gain["gain"] else " ?"
    estimate = f"{gain['estimate']:.2f}"
    return f"  {label:<{LABEL}} {bar(gain['estimate'], scale)} {estimate}{interval(gain, short=True)}{undecided}"


def largest(answer: Mapping[str, Any]) -> float:
    """Return the largest number that is drawn."""
    tools = [answer[name]["estimate"] for name in ("threads", "processes", "loop")]
    known = [float(value) for value in (*tools, answer["machine"]["gain"]) if value is not None]
    return max([tallest([point_of(point) for point in answer.get("curve", ())]), *known])


def interval(found: Mapping[str, Any], *, short: bool = False) -> str:
    """Write an interval, if there is one."""
    if found["low"] is None or found["high"] is None:
        return ""
    middle = "" if short else f"{found['estimate']:.2f} "
    return f" [{found['low']:.2f} {middle}{found['high']:.2f}]".replace("  ", " ")


def duration(seconds: float) -> str:
    """Write a time in the unit in which a person would."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
