"""All that the benchmark calls of the rules, in one place: compile them, run them, by either way.

What is in the clock of a run is what a runner does: every stratum of both passes, without and with
uncertain claims, the shape of the network and whatever else is computed between strata. What is
outside it, and in the clock of the whole: leaving out uncertain claims, filling the scratch stores
and the closure of the ontology.

pySHACL takes minutes a cluster, so the two are compared over a part of the program: the rules below
some order, in one pass, over evidence from which uncertain claims are left out beforehand.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Store, Triple

from kg.bench.clock import Clock
from kg.diagnose.run import Runner, infer_diagnoses, plan_strata
from kg.diagnose.selection import select_certain
from kg.inputs import find_inputs
from kg.material import read_ontology, read_vocabulary
from kg.reason import Stratum, run_rules
from kg.reason.execute import Given
from kg.reason.reference import run_reference
from kg.store import EmbeddedStore
from kg.store.text import split_lines


@dataclass(frozen=True)
class Program:
    """The rules, compiled, and what they read beside evidence under the profile ``default``."""

    vocabulary: Sequence[Triple]
    strata: Sequence[Stratum]
    compile_s: float
    """CPU seconds from the files of the rules to their strata."""

    def below(self, order: int) -> "Program":
        """Give the part of the program whose rules are of lower orders."""
        return replace(self, strata=[s for s in self.strata if s.order < order])

    @property
    def names(self) -> dict[str, str]:
        """Give the names of the rules by the text of their queries."""
        return {c.query: c.rule.slug for stratum in self.strata for c in stratum.rules}


@dataclass
class Run:
    """One run of the rules over some evidence: what it took and what it concluded."""

    rules: Clock = field(default_factory=Clock)
    between: Clock = field(default_factory=Clock)
    """The part of it spent on what is computed between strata, outside the rules."""
    whole: Clock = field(default_factory=Clock)
    by_rule: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """CPU seconds by rule, and by what is computed between strata."""
    layers: Mapping[str, bytes] = field(default_factory=dict)

    def slowest(self, count: int) -> list[tuple[str, float]]:
        """Give what took most CPU seconds: rules, what is computed between strata, and the rest.

        The rest is what lies between queries: telling new triples from known ones and adding them.
        """
        spent = {**self.by_rule, "taking in triples": self.rules.cpu - sum(self.by_rule.values())}
        return sorted(spent.items(), key=lambda each: (-each[1], each[0]))[:count]

    def lines(self) -> set[bytes]:
        """Give what was concluded as N-Triples lines, each after the name of its layer."""
        return {
            layer.encode() + b" " + line
            for layer, text in self.layers.items()
            for line in split_lines(text)
        }


class WatchedStore(EmbeddedStore):
    """A store on an engine that is there already, which keeps the time of each query of a rule."""

    def __init__(self, engine: Store, names: Mapping[str, str], spent: dict[str, float]) -> None:
        self.engine, self._names, self._spent = engine, names, spent

    def construct_text(self, query: str) -> bytes:
        """Run a CONSTRUCT query, and put down what it took."""
        clock = Clock()
        with clock.running():
            text = super().construct_text(query)
        self._spent[self._names.get(query, "other queries")] += clock.cpu
        return text


def compile_program() -> Program:
    """Read the shipped rules and the vocabulary, and compile, whether or not they are compiled yet.

    :raises RuleError: if a rule does not compile.
    """
    inputs, clock = find_inputs(), Clock()
    ontology = read_ontology(inputs)
    with _empty_cache(), clock.running():
        strata = plan_strata(inputs.rules, ontology)
    return Program(read_vocabulary(inputs), strata, clock.cpu)


@contextmanager
def _empty_cache() -> Iterator[None]:
    """Let what is looked for in the cache not be there."""
    usual = os.environ.get("KG_CACHE")
    with TemporaryDirectory(prefix="kg-bench-") as folder:
        os.environ["KG_CACHE"] = folder
        try:
            yield
        finally:
            if usual is None:
                del os.environ["KG_CACHE"]
            else:
                os.environ["KG_CACHE"] = usual


def run_compiled(program: Program, evidence: Sequence[Triple], disk: Path | None = None) -> Run:
    """Run the compiled rules over evidence.

    :param disk: a folder for stores on disk in place of memory. The scratch store is then
        copied there, outside the clock, and what follows is copied back.
    """
    run, names = Run(), program.names

    def timed(
        store: EmbeddedStore, strata: Sequence[Stratum], given: dict[int, Given]
    ) -> Mapping[int, bytes]:
        engine = store.engine if disk is None else _copy(store, disk)
        watched = WatchedStore(engine, names, run.by_rule)
        with run.rules.running():
            found = run_rules(watched, strata, _watch(given, run))
        if disk is not None:
            for text in found.values():
                store.add_text(text)
        return found

    return _infer(program, evidence, timed, run)


def compare_runs(program: Program, evidence: Sequence[Triple], order: int) -> tuple[Run, Run]:
    """Run the rules below an order over what is certain of the evidence, compiled and by pySHACL.

    :returns: the compiled run and pySHACL's.
    """
    part, certain = program.below(order), select_certain(evidence)
    compiled, by_pyshacl = Run(), Run()

    def run(
        store: EmbeddedStore, strata: Sequence[Stratum], given: dict[int, Given]
    ) -> Mapping[int, bytes]:
        with compiled.rules.running():
            return run_rules(store, strata, _cut(given, order))

    def run_each(
        store: EmbeddedStore, strata: Sequence[Stratum], given: dict[int, Given]
    ) -> Mapping[int, Sequence[Triple]]:
        with by_pyshacl.rules.running():
            return run_reference(store, strata, _cut(given, order))

    return _infer(part, certain, run, compiled), _infer(part, certain, run_each, by_pyshacl)


def _cut(given: Mapping[int, Given], order: int) -> dict[int, Given]:
    """Leave out what would be computed after the last of the rules."""
    return {at: compute for at, compute in given.items() if at < order}


def _infer(program: Program, evidence: Sequence[Triple], runner: Runner, run: Run) -> Run:
    with run.whole.running():
        inference = infer_diagnoses(program.vocabulary, evidence, program.strata, runner=runner)
    run.layers = inference.layers
    return run


def _watch(given: Mapping[int, Given], run: Run) -> dict[int, Given]:
    """Keep the time of what is computed between strata."""

    def watched(order: int, compute: Given) -> Given:
        name = getattr(compute, "__name__", "")
        told = name if name.isidentifier() else f"what is given at {order}"

        def timed(store: EmbeddedStore) -> Sequence[Triple] | bytes:
            clock = Clock()
            with clock.running():
                found = compute(store)
                found = found if isinstance(found, bytes) else list(found)
            run.between.cpu += clock.cpu
            run.between.wall += clock.wall
            run.by_rule[told] += clock.cpu
            return found

        return timed

    return {order: watched(order, compute) for order, compute in given.items()}


def _copy(store: EmbeddedStore, folder: Path) -> Store:
    """Copy a store to disk, beside those of earlier runs."""
    folder.mkdir(exist_ok=True)
    copied = EmbeddedStore()
    copied.engine = Store(str(folder / str(len(list(folder.iterdir())))))
    copied.add_text(store.text())
    return copied.engine
