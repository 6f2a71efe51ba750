"""Replacing published graphs on a remote engine: all of them, or none.

New graphs are loaded beside the old ones, under names of their own, and counted. Then a plan is
written onto the engine, and the new graphs are copied over the old in one request. Where a request
is one transaction nobody ever sees a part; where it is not, and the engine dies in that request,
the plan is still there, and the next call carries it out to the end.
"""

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode, Triple

from kg.namespaces import DCTERMS, GRAPH
from kg.store.remote import RemoteStore
from kg.store.text import to_text, to_triples

SCRATCH = str(GRAPH["scratch/publish/"])
"""What the names of graphs that wait to be published begin with, unless told otherwise."""
_REPLACES = NamedNode(str(DCTERMS.replaces))


def replace_graphs(
    remote: RemoteStore, graphs: Mapping[str, Iterable[Triple] | bytes], scratch: str = SCRATCH
) -> None:
    """Replace whole named graphs by their new triples; one that is to be empty goes away.

    Until all is loaded the old graphs stay as they are. What a broken call left behind is first
    finished, if its plan was written, else dropped.

    :param graphs: the new triples by the name of their graph, as triples or as N-Triples.
    :param scratch: what the names of the graphs loaded meanwhile begin with; no two calls at a
        time may share it.
    :raises RemoteError: if the engine cannot be reached, refuses or fails.
    """
    finish_replacing(remote, scratch)
    remote.clear_all(scratch)
    plan = []
    for number, graph in enumerate(sorted(graphs)):
        loaded, triples = f"{scratch}{number}", set(to_triples(to_text(graphs[graph])))
        remote.add(triples, loaded)
        remote.check_count(loaded, len(triples))
        plan.append(Triple(NamedNode(loaded), _REPLACES, NamedNode(graph)))
    remote.add(plan, _plan(scratch))
    finish_replacing(remote, scratch)


def finish_replacing(remote: RemoteStore, scratch: str = SCRATCH) -> bool:
    """Carry out the plan that a broken call of :func:`replace_graphs` left behind.

    :returns: whether there was one.
    :raises RemoteError: if the engine cannot be reached, refuses or fails.
    """
    plan = remote.triples(_plan(scratch))
    if not plan:
        return False
    loaded = set(remote.graphs(scratch))
    pairs = sorted((str(t.subject.value), str(t.object.value)) for t in plan)  # type: ignore[union-attr]  # graphs have IRIs
    remote.update(
        " ;\n".join(
            f"COPY GRAPH <{new}> TO <{old}>" if new in loaded else f"DROP SILENT GRAPH <{old}>"
            for new, old in pairs
        )
    )
    remote.clear(_plan(scratch))
    remote.clear_all(scratch)
    return True


def _plan(scratch: str) -> str:
    return f"{scratch}plan"
