"""Running compiled rules on the embedded store."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pyoxigraph import Triple

from kg.reason.strata import Stratum
from kg.store import EmbeddedStore

Given = Callable[[EmbeddedStore], Iterable[Triple]]
"""Triples computed outside the rules from what the store holds when a stratum is about to begin."""


def run_rules(
    store: EmbeddedStore,
    strata: Sequence[Stratum],
    given: Mapping[int, Given] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[int, list[Triple]]:
    """Run strata in turn, each to its fixpoint, over the default graph of a scratch store.

    What is inferred is added to that graph, so that later strata read it.

    :param given: by order, what to compute and add before the first stratum of that order or above.
    :returns: the new triples by order; what ``given`` added stands under its own order.
    """
    waiting = sorted((given or {}).items())
    inferred: dict[int, list[Triple]] = {}
    known = set(store.triples())

    def add(order: int, triples: Iterable[Triple]) -> int:
        """Add what is new; a set in memory answers that faster than the engine."""
        new = [t for t in dict.fromkeys(triples) if t not in known]
        known.update(new)
        store.add(new)
        inferred.setdefault(order, []).extend(new)
        return len(new)

    for stratum in strata:
        while waiting and waiting[0][0] <= stratum.order:
            order, compute = waiting.pop(0)
            add(order, compute(store))
        progress(f"rules of order {stratum.order}")
        while True:
            added = 0
            for compiled in stratum.rules:
                added += add(stratum.order, store.construct(compiled.query))
            if not (added and stratum.recursive):
                break
    for order, compute in waiting:
        add(order, compute(store))
    return inferred
