"""Nodes on which the rules work and which tell a reader nothing that the results do not.

They make up most of what a run concludes. Results, groups, alternatives and diagnoses hold the
statuses in the plain reading, tallies hold numbers and bounds, and what keeps a verdict open is
named; so these stay out of what is published.
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.namespaces import BASE

WORKING = (
    "actor-tally", "alternative-reading", "criterion-reading", "function-tally", "group-reading",
    "row-tally", "stage-reading",
)  # fmt: skip
"""Their types, as their IRIs begin."""
_HEADS = tuple(f"{BASE}id/{kind}/" for kind in WORKING)


def drop_working_nodes(triples: Iterable[Triple]) -> list[Triple]:
    """Give the triples that are about something else.

    >>> row = NamedNode(BASE + "id/row-tally/default/jura/1-2/m07/r1")
    >>> drop_working_nodes([Triple(row, row, row)])
    []
    """
    return [
        t
        for t in triples
        if not (isinstance(t.subject, NamedNode) and t.subject.value.startswith(_HEADS))
    ]
