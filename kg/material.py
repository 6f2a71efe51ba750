"""What a run of the rules is made from: ontology, evidence and judgements, read, and the rules."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from kg.diagnose.run import Judgements, plan_strata
from kg.inputs import Inputs
from kg.namespaces import BASE, GRAPH
from kg.publish import Run
from kg.read import read_turtle
from kg.read.profiles import Profile, read_profile
from kg.reason import Stratum
from kg.resources import hash_contents, hash_files
from kg.store.text import to_text

Graphs = dict[str, list[Triple]]


@dataclass(frozen=True)
class Material:
    """What was read, and the rules, compiled."""

    ontology: list[Triple]
    schemes: list[Triple]
    prescriptions: list[Triple]
    evidence: Graphs
    assessments: Graphs
    stages: Graphs
    strata: Sequence[Stratum]
    rules: str
    """The fingerprint of the rules."""
    code: str
    """The fingerprint of all but the data: ontology, schemes, rules, shapes and program."""
    case: str = ""
    """The case it is restricted to, if it is."""

    @property
    def run(self) -> Run:
        """Describe a run over it."""
        evidence = hashlib.sha256(to_text(sorted(self.facts, key=str))).hexdigest()
        return Run(self.case, self.rules, evidence, f"pyoxigraph {version('pyoxigraph')}")

    @property
    def cases(self) -> list[str]:
        """Give the names of the cases."""
        head = str(GRAPH["case/"])
        return [g.removeprefix(head) for g in self.evidence if g.startswith(head)]

    @property
    def facts(self) -> list[Triple]:
        """Give the evidence of all cases."""
        return [t for triples in self.evidence.values() for t in triples]

    @property
    def judgements(self) -> Judgements:
        """Give what authors say."""
        stages = [t for triples in self.stages.values() for t in triples]
        return Judgements(stages, [t for triples in self.assessments.values() for t in triples])

    def vocabulary(self, profile: Profile) -> list[Triple]:
        """Give all that the rules may read beside the evidence, under one profile."""
        return [*self.ontology, *self.schemes, *self.prescriptions, *profile.triples]

    def restrict(self, case: str) -> "Material":
        """Keep one case, with the shocks, and the sources that it cites.

        An actor that it names and does not describe is taken as other cases describe it.
        """
        own = str(GRAPH[f"case/{case}"])
        sources, shocks = str(GRAPH.sources), str(GRAPH.shocks)
        told = {own: self.evidence[own], shocks: self.evidence[shocks]}
        described = {t.subject for t in told[own]}
        named = {t.object for t in told[own] if _is_actor(t.object)} - described
        for graph, triples in self.evidence.items():
            lent = [t for t in triples if t.subject in named] if graph not in told else []
            if lent and graph != sources:
                told[graph] = lent
        cited = [t for triples in told.values() for t in triples]

        def kept(graphs: Graphs, layer: str) -> Graphs:
            return {g: ts for g, ts in graphs.items() if g == str(GRAPH[f"{layer}/{case}"])}

        return replace(
            self,
            case=case,
            evidence={sources: _follow(cited, self.evidence[sources]), **told},
            assessments=kept(self.assessments, "assessments"),
            stages=kept(self.stages, "stages"),
        )


def _is_actor(term: object) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(f"{BASE}id/actor/")


def _follow(triples: Iterable[Triple], into: Iterable[Triple]) -> list[Triple]:
    """Give what is said of the nodes that some triples lead to, and of those these lead to."""
    about: dict[object, list[Triple]] = defaultdict(list)
    for t in into:
        about[t.subject].append(t)
    waiting = [t.object for t in triples]
    found: dict[object, list[Triple]] = {}
    while waiting:
        node = waiting.pop()
        if node in about and node not in found:
            found[node] = about[node]
            waiting += [t.object for t in about[node]]
    return [t for node in about if node in found for t in found[node]]


def read_material(inputs: Inputs) -> Material:
    """Read what all profiles share, and the rules, compiled or from the cache.

    Files that have not changed are read once a process.
    """
    told = [path.stat() for path in inputs.paths()]
    return _read_material(inputs, tuple((s.st_mtime_ns, s.st_size) for s in told))


@lru_cache(maxsize=2)
def _read_material(inputs: Inputs, _stamp: tuple[tuple[int, int], ...]) -> Material:
    ontology = read_ontology(inputs)
    return Material(
        ontology=ontology,
        schemes=_read(inputs.schemes),
        prescriptions=_read([inputs.prescriptions]),
        evidence=_read_graphs(inputs.evidence()),
        assessments=_read_graphs(inputs.judgements()),
        stages=_read_graphs(inputs.claimed_stages()),
        strata=plan_strata(inputs.rules, ontology),
        rules=hash_contents(inputs.rules),
        code=hash_files(inputs.framework()),
    )


def read_ontology(inputs: Inputs) -> list[Triple]:
    """Read the modules of the ontology, with names for the nodes of restrictions and lists."""
    return _name_blank_nodes(_read(inputs.ontology))


def read_vocabulary(inputs: Inputs, profile: str = "default") -> list[Triple]:
    """Read all that the rules may read beside the evidence: ontology, schemes and one profile."""
    chosen = next(read_profile(path) for path in inputs.profiles if path.stem == profile)
    schemes = [*inputs.schemes, inputs.prescriptions]
    return [*read_ontology(inputs), *_read(schemes), *chosen.triples]


def _read(paths: Iterable[Path]) -> list[Triple]:
    return [triple for path in paths for triple in read_turtle(path)]


def _read_graphs(paths: Mapping[str, Iterable[Path]]) -> Graphs:
    return {graph: _read(files) for graph, files in paths.items()}


def _name_blank_nodes(triples: Iterable[Triple]) -> list[Triple]:
    """Give the nodes of restrictions and lists names, the same ones every time."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: NamedNode | BlankNode | Literal | Triple) -> NamedNode | Literal:
        if isinstance(term, BlankNode):
            return NamedNode(f"{BASE}id/node/{term.value}")
        if isinstance(term, Triple):
            raise TypeError("the ontology states no triple about a triple")
        return term

    return [
        Triple(named(q.subject), q.predicate, named(q.object))  # type: ignore[arg-type]  # a subject is no literal
        for q in dataset
    ]
