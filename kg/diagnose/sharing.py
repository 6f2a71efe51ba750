"""What profiles share: the same evidence measured in the same way gives the same measurements.

Profiles that differ in thresholds alone differ in names alone up to the criteria. So one is
measured, and the others take its measurements over under their own name; a test holds that they are
what measuring anew would give.
"""

import re

from kg.namespaces import BASE, ICL, PROFILE, mint_concept
from kg.read.profiles import Profile

_THRESHOLD = str(mint_concept("parameter", "threshold"))


def measures_alike(one: Profile, other: Profile) -> bool:
    """Say whether two profiles measure the same evidence by the same numbers."""
    return one.is_certain == other.is_certain and _list_numbers(one) == _list_numbers(other)


def _list_numbers(profile: Profile) -> dict[str, str]:
    """Give the numbers that rules before the criteria may read, by name."""
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    for t in profile.triples:
        if t.predicate.value == str(ICL.parameterName):
            names[str(t.subject)] = getattr(t.object, "value", "")
        elif t.predicate.value == str(ICL.parameterValue):
            values[str(t.subject)] = getattr(t.object, "value", "")
    return {name: values.get(p, "") for p, name in names.items() if name != _THRESHOLD}


def rename_measures(ntriples: bytes, old: str, new: str) -> bytes:
    """Give triples of one profile's measurements as those of another.

    >>> line = f"<{BASE}id/measurement/default/jura/1-2/m01> <p> <{PROFILE}default> .".encode()
    >>> rename_measures(line, "default", "mine").decode().count("mine")
    2
    """
    head = re.escape(f"<{BASE}id/") + "([a-z-]+)/"
    own = re.compile(f"{head}{re.escape(old)}/".encode())
    ntriples = own.sub(f"<{BASE}id/".encode() + rb"\1/" + f"{new}/".encode(), ntriples)
    return ntriples.replace(f"<{PROFILE}{old}>".encode(), f"<{PROFILE}{new}>".encode())
