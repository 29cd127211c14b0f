"""When releases of CPython came, and what each said of its free-threaded build: data, to hold a date against."""

from collections.abc import Callable
from datetime import date
from functools import partial

from pytest_gilclaims import Lab, Observation, Race

Version = tuple[int, int]

RELEASES: dict[Version, date] = {
    (3, 11): date(2022, 10, 24),
    (3, 12): date(2023, 10, 2),
    (3, 13): date(2024, 10, 7),
    (3, 14): date(2025, 10, 7),
}
"""The first day of each version of the language, as far as the day of the document lies behind it."""

PHASES: dict[Version, str] = {(3, 13): "experimental", (3, 14): "supported"}
"""What the free-threaded build is from each version on: experimental by PEP 703, supported by PEP 779."""

Day = Callable[[], date]


def day_of_document() -> date:
    """Return the day on which the document was last changed, by itself: reality."""
    return date(2026, 6, 19)


def a_year_before() -> date:
    """Return the day a year before, when 3.13 was current."""
    return date(2025, 6, 19)


def current_on(day: date) -> Version:
    """Return the newest version that was out on a day."""
    return max(version for version, released in RELEASES.items() if released <= day)


def phase_of(version: Version) -> str | None:
    """Return what the free-threaded build of a version is, ``None`` if it has none."""
    return next((phase for since, phase in sorted(PHASES.items(), reverse=True) if since <= version), None)


def look_up(day: Day) -> Observation:
    """Look a day up. Facts: the ``release`` that was current, and the ``phase`` of its free-threaded build."""
    version = current_on(day())
    return Observation(wall=0.0, facts={"release": ".".join(map(str, version)), "phase": phase_of(version)})


def calendar(lab: Lab) -> Race:
    """What the free-threaded build was on the day of the document, and on the first days of two releases."""
    return Race(
        "calendar",
        {
            "day of the document": partial(look_up, lab[day_of_document]),
            "first day of 3.13": partial(look_up, lambda: RELEASES[3, 13]),
            "first day of 3.14": partial(look_up, lambda: RELEASES[3, 14]),
        },
    )
