"""Running compiled rules on the embedded store.

What rules conclude goes from the engine back into it as N-Triples text: a Python object for every
triple would take more time than the rules. A line is a triple, since the engine writes each triple
in one way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from time import perf_counter

from pyoxigraph import Triple

from kg.reason.rules import Rule
from kg.reason.strata import Stratum
from kg.store import EmbeddedStore
from kg.store.text import join_lines, split_lines, to_text

Given = Callable[[EmbeddedStore], Iterable[Triple] | bytes]
"""Triples computed outside the rules from what the store holds when a stratum is about to begin."""
Watch = Callable[[Rule, float, int], None]
"""Is told of each run of a rule: the seconds it took, and how many triples were new."""


def run_rules(
    store: EmbeddedStore,
    strata: Sequence[Stratum],
    given: Mapping[int, Given] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    watch: Watch = lambda *_: None,
) -> dict[int, bytes]:
    """Run strata in turn, each to its fixpoint, over the default graph of a scratch store.

    What is inferred is added to that graph, so that later strata read it. A rule that does not
    compile runs in pySHACL, in the same rounds.

    :param given: by order, what to compute and add before the first stratum of that order or above.
    :returns: the new triples by order, as sorted N-Triples; what ``given`` added stands under its
        own order.
    :raises RuleError: if pySHACL fails on a rule that does not compile.
    """
    waiting = sorted((given or {}).items())
    inferred: dict[int, set[bytes]] = {}
    known = split_lines(store.text())

    def add(order: int, lines: set[bytes]) -> None:
        store.add_text(join_lines(lines))
        inferred.setdefault(order, set()).update(lines)

    def give(order: int, compute: Given) -> None:
        new = split_lines(to_text(compute(store))) - known
        known.update(new)
        add(order, new)

    for stratum in strata:
        while waiting and waiting[0][0] <= stratum.order:
            give(*waiting.pop(0))
        progress(f"rules of order {stratum.order}")
        first = True
        while True:
            found: set[bytes] = set()
            for rule, run in _list_runs(store, stratum, first):
                began = perf_counter()
                new = split_lines(run()) - known
                known.update(new)
                found |= new
                watch(rule, perf_counter() - began, len(new))
            add(stratum.order, found)
            first = False
            if not (found and stratum.recursive):
                break
    for order, compute in waiting:
        give(order, compute)
    return {order: join_lines(sorted(lines)) for order, lines in inferred.items()}


def _list_runs(
    store: EmbeddedStore, stratum: Stratum, first: bool
) -> list[tuple[Rule, Callable[[], bytes]]]:
    """List what one round of a stratum runs; a rule that is new each time runs in the first."""

    def by_reference(rule: Rule) -> bytes:
        from kg.reason.reference import infer_by_reference  # pySHACL is slow to load

        return to_text(infer_by_reference(store, rule))

    return [
        *((c.rule, partial(store.construct_text, c.query)) for c in stratum.rules),
        *(
            (f.rule, partial(by_reference, f.rule))
            for f in stratum.fallbacks
            if first or not f.is_fresh
        ),
    ]
