"""What the rules only work with and what tells a reader nothing that the results do not.

Results, groups, alternatives and diagnoses hold their status and the readings under which they are
met or not met, tallies hold numbers and bounds, and what keeps a verdict open is named; so the rest
stays out of what is published.
"""

import re

from kg.namespaces import BASE, ICL

WORKING_NODES = ("actor-tally", "function-tally", "stage-reading")
"""Types of nodes, as their IRIs begin."""
WORKING_PROPERTIES = ("rawMetUnder", "rawNotMetUnder", "settledBy", "firmIn", "hasRoster")
"""Properties of nodes that are published."""
_HEADS = "|".join(f"<{re.escape(BASE)}id/{kind}/[^>]*> .*" for kind in WORKING_NODES)
_MIDDLES = "|".join(f"<[^>]*> <{re.escape(str(ICL[name]))}> .*" for name in WORKING_PROPERTIES)
_WORKING = re.compile(f"^(?:{_HEADS}|{_MIDDLES})\n".encode(), re.MULTILINE)


def drop_working(ntriples: bytes) -> bytes:
    r"""Give the triples that say something to a reader.

    >>> head = f"<{BASE}id/stage-reading/default/jura/1-2/growth> <http://p> <http://o> ."
    >>> drop_working(f"{head}\n<http://s> <{ICL.status}> <http://o> .\n".encode())
    b'<http://s> <https://w3id.org/innocluster/def/status> <http://o> .\n'
    """
    return _WORKING.sub(b"", ntriples)
