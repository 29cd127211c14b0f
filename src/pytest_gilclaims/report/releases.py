"""Releases of Python in their order, of which records keep the names alone."""

import re

VERSION = re.compile(r"(?P<major>\d+)\.(?P<minor>\d+)(?:\.(?P<micro>\d+))?(?:(?P<stage>a|b|rc)(?P<serial>\d+))?")
STAGES = ("a", "b", "rc", None)
"""What comes before a release, and the release."""

Release = tuple[int, ...]
"""Major, minor and micro version, stage and serial number."""


def release_of(version: str) -> Release:
    """Read a version such as 3.15.0b1, so that an older one is less. Returns nothing for what is none."""
    found = VERSION.match(version)
    if found is None:
        return ()
    stage = STAGES.index(found["stage"])
    return (int(found["major"]), int(found["minor"]), int(found["micro"] or 0), stage, int(found["serial"] or 0))
