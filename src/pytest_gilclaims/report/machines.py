"""Machines, as records tell of them: which one it was, and in what two are not alike."""

from collections.abc import Iterator

from pytest_gilclaims.report.record import MachineFacts
from pytest_gilclaims.words import counted, phrase


def machine_phrase(machine: MachineFacts) -> str:
    """Name a machine in short."""
    return f"{machine['os'].partition(' ')[0]} {machine['arch']}, {counted(machine['cores_usable'], 'core')}"


def differences_of_machines(old: MachineFacts, new: MachineFacts) -> Iterator[str]:
    """Name what is not alike of two machines: not how busy they were, nor the release of their system."""
    told = (
        ("system", *(machine["os"].partition(" ")[0] for machine in (old, new))),
        ("architecture", old["arch"], new["arch"]),
        ("processor", old["cpu"], new["cpu"]),
        ("usable cores", old["cores_usable"], new["cores_usable"]),
        ("quota of cores", old.get("quota"), new.get("quota")),
    )
    for name, was, now in told:
        if was != now:
            yield f"{name}: " + " → ".join("none" if value is None else phrase(value) for value in (was, now))
