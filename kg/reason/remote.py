"""Running compiled rules on a remote engine, where the data are, as SPARQL 1.1 Update.

A run has graphs of its own on the engine: one that the rules read and nothing else, and one for
what each order concludes. What is computed outside the rules is computed here, from what the
engine has concluded so far. Nobody else's graph is read or written.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from kg.errors import RuleError
from kg.namespaces import GRAPH, RDFS
from kg.reason.compile import CompiledRule
from kg.reason.execute import Given
from kg.reason.strata import Stratum
from kg.reason.syntax import read_groups, tokenize
from kg.store import EmbeddedStore
from kg.store.faults import RemoteError
from kg.store.remote import RemoteStore
from kg.store.text import join_lines, split_lines, to_text, to_triples

SCRATCH = str(GRAPH["scratch/run/"])
"""What the names of a run's graphs begin with, unless told otherwise."""

_PATH = re.compile(rf"\ba/<{RDFS.subClassOf}>\* <([^<>]*)>")
"""How a compiled rule finds its focus nodes: by the class, or a class below it."""

RemoteRunner = Callable[[EmbeddedStore, Sequence[Stratum], dict[int, Given]], dict[int, bytes]]


def remote_runner(
    remote: RemoteStore, scratch: str = SCRATCH, progress: Callable[[str], None] = lambda _: None
) -> RemoteRunner:
    """Give what runs strata on an engine, to stand in for :func:`kg.reason.run_rules`."""

    def run(
        store: EmbeddedStore, strata: Sequence[Stratum], given: dict[int, Given]
    ) -> dict[int, bytes]:
        return run_remote(remote, store, strata, given, scratch, progress)

    return run


def run_remote(
    remote: RemoteStore,
    store: EmbeddedStore,
    strata: Sequence[Stratum],
    given: Mapping[int, Given] | None = None,
    scratch: str = SCRATCH,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[int, bytes]:
    """Run strata in turn, each to its fixpoint, as :func:`kg.reason.run_rules` does, on an engine.

    The default graph of the scratch store is loaded into a graph of the engine; what is inferred
    there is added to both. The run's graphs are dropped at the end; those that a broken run left
    behind are dropped at the beginning of the next with the same ``scratch``.

    :param given: by order, what to compute here and add before the first stratum of that order.
    :param scratch: what the names of the run's graphs begin with; no two runs at a time may share
        it, and nobody may keep a graph under such a name.
    :returns: the new triples by order, as sorted N-Triples; what ``given`` added stands under its
        own order.
    :raises RemoteError: if the engine cannot be reached or fails; what is published there
        stays as it was.
    :raises RuleError: if the engine refuses a rule, a rule runs only in pySHACL, or the closure of
        the ontology over the scratch store was not inferred.
    """
    return _Run(remote, store, scratch, progress).run(strata, given or {})


def write_insert(compiled: CompiledRule, reads: str, into: str) -> str:
    """Write a rule as an update that reads one graph and adds what it concludes to another.

    Two things are put otherwise than in the compiled query, with the same meaning, because
    Virtuoso 7 gets them wrong. The path to superclasses before a focus node's class gives one
    solution of all; what a run reads is closed, so the class itself will do. And an IF that ends
    in a variable without a value loses values when rows with one follow rows without.
    """
    text = _PATH.sub(r"a <\1>", _guard_unbound(compiled.query))
    template, pattern = read_groups(text)
    head = text[template.opening + 1 : template.closing]
    body = text[pattern.opening : pattern.closing + 1]
    into = f"GRAPH <{into}> {{{head}}}"
    return f"{compiled.rule.prologue}INSERT {{ {into} }} USING <{reads}> WHERE {body}"


def _guard_unbound(text: str) -> str:
    """Write ``IF(c, ?x, ?none)`` as ``IF(c, ?x, IF(BOUND(?x), ?none, ?x))``.

    Only where ``?none`` is never bound: it stands nowhere but at the end of such lists. Then the
    last part has no value before and after.

    >>> _guard_unbound("BIND(IF(?a = 1, ?x, ?none) AS ?y)")
    'BIND(IF(?a = 1, ?x, IF(BOUND(?x), ?none, ?x)) AS ?y)'
    >>> _guard_unbound("?s ?p ?none BIND(IF(?a = 1, ?x, ?none) AS ?y)")
    '?s ?p ?none BIND(IF(?a = 1, ?x, ?none) AS ?y)'
    """
    tokens = tokenize(text)
    found = []
    elsewhere = set()
    for n, token in enumerate(tokens):
        around = [t.text for t in (*tokens[max(0, n - 3) : n], *tokens[n + 1 : n + 2])]
        if token.kind == "variable":
            if around[0::2] == [",", ","] and around[3:] == [")"]:
                found.append((token, tokens[n - 2]))
            else:
                elsewhere.add(token.text)
    for token, value in reversed(found):
        if value.kind == "variable" and token.text not in elsewhere:
            guarded = f"IF(BOUND({value.text}), {token.text}, {value.text})"
            text = text[: token.start] + guarded + text[token.end :]
    return text


def _check_compiled(strata: Sequence[Stratum]) -> None:
    """Make sure that no rule needs pySHACL, which cannot reach an engine's graphs.

    :raises RuleError: naming the first that does.
    """
    for fallback in (f for stratum in strata for f in stratum.fallbacks):
        told = f"cannot run on a remote engine: {fallback.reason}"
        raise RuleError(fallback.rule.slug, told)


def _check_closed(store: EmbeddedStore, strata: Sequence[Stratum]) -> None:
    """Make sure that an instance of a subclass of a focus node's class is typed as both.

    :raises RuleError: if one is not, and would be missed by the rules.
    """
    read = {found: c for s in strata for c in s.rules for found in _PATH.findall(c.query)}
    for focus, compiled in sorted(read.items()):
        missed = store.select(
            f"SELECT ?x ?class WHERE {{ ?class rdfs:subClassOf+ <{focus}> . ?x a ?class "
            f"MINUS {{ ?x a <{focus}> }} }} LIMIT 1"
        )
        if missed:
            told = f"{missed[0]['x']} is a {missed[0]['class']} and not a <{focus}>"
            raise RuleError(compiled.rule.slug, f"{told}; infer the closure of the ontology first")


class _Run:
    """The state of a run: the engine's graphs, and a copy of what is known of them here."""

    def __init__(
        self,
        remote: RemoteStore,
        store: EmbeddedStore,
        scratch: str,
        progress: Callable[[str], None],
    ) -> None:
        self.remote, self.store, self.scratch, self.progress = remote, store, scratch, progress
        self.working = f"{scratch}working"
        self.known = split_lines(store.text())
        self.unfetched: list[Stratum] = []
        self.inferred: dict[int, set[bytes]] = {}

    def run(self, strata: Sequence[Stratum], given: Mapping[int, Given]) -> dict[int, bytes]:
        _check_compiled(strata)
        _check_closed(self.store, strata)
        self.remote.clear_all(self.scratch)
        self.progress("loading onto the engine")
        self.remote.add(self.store.triples(), self.working)
        self.remote.check_count(self.working, len(self.known))
        waiting = sorted(given.items())
        for stratum in strata:
            while waiting and waiting[0][0] <= stratum.order:
                self.give(*waiting.pop(0))
            self.progress(f"rules of order {stratum.order}")
            self.settle(stratum)
        for order, compute in waiting:
            self.give(order, compute)
        self.fetch()
        self.remote.check_count(self.working, len(self.known))
        self.remote.clear_all(self.scratch)
        return {order: join_lines(sorted(lines)) for order, lines in self.inferred.items()}

    def settle(self, stratum: Stratum) -> None:
        """Run a stratum until it concludes nothing more."""
        concluded, count = f"{self.scratch}{stratum.order}", 0
        self.unfetched.append(stratum)
        while True:
            for compiled in stratum.rules:
                self.conclude(compiled, concluded)
            self.remote.update(
                f"INSERT {{ GRAPH <{self.working}> {{ ?s ?p ?o }} }} "
                f"USING <{concluded}> WHERE {{ ?s ?p ?o }}"
            )
            if not stratum.recursive:
                return
            before, count = count, self.remote.count_triples(concluded)
            if count == before:
                return

    def conclude(self, compiled: CompiledRule, into: str) -> None:
        try:
            self.remote.update(write_insert(compiled, self.working, into))
        except RemoteError as error:
            if error.status not in (400, 500):  # it is not the rule that is at fault
                raise
            raise RuleError(compiled.rule.slug, str(error)) from error

    def give(self, order: int, compute: Given) -> None:
        """Compute what enters before an order from all that is concluded, and load it."""
        self.fetch()
        new = self.keep(order, to_text(compute(self.store)))
        self.remote.add(to_triples(new), self.working)

    def fetch(self) -> None:
        """Bring here what the engine has concluded since the last time."""
        for stratum in self.unfetched:
            found = self.remote.triples(f"{self.scratch}{stratum.order}")
            self.keep(stratum.order, to_text(found))
        _check_closed(self.store, self.unfetched)
        self.unfetched = []

    def keep(self, order: int, text: bytes) -> bytes:
        """Add to what is known here what was not, and give just that."""
        new = split_lines(text) - self.known
        self.known.update(new)
        self.store.add_text(join_lines(new))
        self.inferred.setdefault(order, set()).update(new)
        return join_lines(new)
