"""What would have to change: one case inferred again under other evidence or other numbers.

Everything is tried in scratch stores; nothing that is shipped or kept changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.conform.quick import breaks_none
from kg.conform.shapes import check_triples, render_fault
from kg.console import Record
from kg.diagnose.assuming import KINDS, Assumptions, Edit
from kg.diagnose.outcome import Ledger
from kg.diagnose.run import infer_diagnoses
from kg.diagnose.selection import ClaimSelection, list_sources, select_certain, select_sources
from kg.diagnose.trees import read_property
from kg.errors import KgError, NotConforming
from kg.executors import open_pool
from kg.inputs import Inputs
from kg.material import Material, read_material
from kg.namespaces import BASE, GRAPH, ICL
from kg.read.profiles import Profile
from kg.store import EmbeddedStore

Progress = Callable[[str], None]
Verdicts = dict[str, tuple[str, int]]
"""By diagnosis (cluster/years/constraint) the word of its verdict and its support."""
_SNAPSHOT_OF = str(ICL.snapshotOf)
_YEARS = (str(ICL.startYear), str(ICL.endYear))
_PRESCRIPTIONS = 500
"""The order of what follows from verdicts and is not asked for here."""


@dataclass(frozen=True)
class Change:
    """A verdict that is another one under a trial."""

    trial: str
    diagnosis: str
    before: str
    after: str

    def as_record(self) -> Record:
        """Give it as a flat record."""
        return asdict(self)


@dataclass(frozen=True)
class Trial:
    """What one case comes to under some evidence and numbers."""

    verdicts: Verdicts
    measures: Mapping[str, str]
    """By measurement (cluster/years/measure) its numerator over its denominator."""


def run_trial(material: Material, profile: Profile) -> Trial:
    """Infer a case in a scratch store, as far as its verdicts."""
    store = infer_scratch(material, profile)
    head = f"{BASE}id/measurement/{profile.name}/"
    numerators, denominators = (read_property(store, name) for name in ("numerator", "denominator"))
    measures = {
        tally.removeprefix(head): f"{numerators[tally]}/{denominators[tally]}"
        for tally in numerators
        if denominators.get(tally, "0") != "0"
    }
    return Trial(read_verdicts(store), measures)


def infer_scratch(material: Material, profile: Profile) -> EmbeddedStore:
    """Infer a case as far as its verdicts and give the scratch store."""
    facts = select_certain(material.facts) if profile.is_certain else material.facts
    strata = [s for s in material.strata if s.order < _PRESCRIPTIONS]
    return infer_diagnoses(material.vocabulary(profile), facts, strata).store


def read_verdicts(store: EmbeddedStore) -> Verdicts:
    """Read the verdicts in a store."""
    supports = read_property(store, "support")
    return {
        d.removeprefix(f"{BASE}id/diagnosis/").partition("/")[2]: (
            verdict.rsplit("/", 1)[-1],
            int(supports[d]),
        )
        for d, verdict in read_property(store, "verdict").items()
    }


def list_changes(trial: str, before: Verdicts, after: Verdicts) -> list[Change]:
    """List the verdicts that differ; one that has no counterpart is left out."""
    return [
        Change(trial, name, before[name][0], after[name][0])
        for name in sorted(before)
        if name in after and before[name][0] != after[name][0]
    ]


def edit_material(material: Material, edit: Edit) -> Material:
    """Give the material of one case as it would be after an edit.

    :raises NotConforming: if the edited case breaks a shape that it did not break.
    :raises KgError: if nothing of what is to be taken out is there.
    """
    graph = str(GRAPH[f"case/{material.case}"])
    told = {_iri(t.subject) for t in material.evidence[graph]}
    for iri in sorted(edit.removed):
        if iri not in told:
            raise KgError(f"{iri}: the case {material.case} says nothing of it; see kg query")
    edited = edit.apply(material.evidence[graph])
    _stop_on_shapes(edited, edit)
    return replace(material, evidence={**material.evidence, graph: edited})


def _stop_on_shapes(edited: Sequence[Triple], edit: Edit) -> None:
    if breaks_none("authoring", edited):
        return
    new = {_iri(t.subject) for t in edit.added} | edit.removed
    faults = [f for f in check_triples("authoring", edited) if f.severity == "violation"]
    if faults:
        mine = [f for f in faults if f.node in new] or faults
        raise NotConforming([f"the edit: {render_fault(fault)}" for fault in mine])


@dataclass(frozen=True)
class Flip:
    """The smallest edit of one kind that turns a verdict, as far as it was sought."""

    kind: str
    edits: int | None
    """How many are needed; ``None`` if none was found up to the limit."""
    verdict: str
    """What the verdict becomes; as it was, where none was found."""
    told: str

    def as_record(self) -> Record:
        """Give it as a flat record."""
        return asdict(self)


def find_flips(
    material: Material,
    profile: Profile,
    name: str,
    limit: int = 16,
    progress: Progress = lambda _: None,
) -> list[Flip]:
    """Find how many edits of each kind of a stated catalogue turn a verdict.

    The catalogue: a bridging tie added, an institution added, a body opened, a response added. The
    number is the smallest that turns it with one kind of edit alone, and is run, as is the number
    below it: more are tried until it turns, then fewer, taking for granted that what turns with
    some turns with more.

    :param name: cluster/years/constraint.
    """
    before = infer_scratch(material, profile)
    here, _ = read_verdicts(before)[name]
    found = []
    for kind, edits in _list_catalogue(before, material.case, name):
        progress(f"trying: {kind}")

        def turned(count: int, edits: Sequence[Edit] = edits) -> str:
            whole = Edit("")
            for edit in edits[:count]:
                whole = whole.join(edit)
            tried = infer_scratch(edit_material(material, whole), profile)
            return read_verdicts(tried)[name][0]

        found.append(_seek(kind, edits[:limit], here, turned))
    return found


def _seek(kind: str, edits: Sequence[Edit], here: str, turned: Callable[[int], str]) -> Flip:
    known: dict[int, str] = {0: here}
    high = 1
    while high <= len(edits):
        known[high] = turned(high)
        if known[high] != here:
            break
        high = len(edits) if high < len(edits) < 2 * high else 2 * high
    if high > len(edits):
        return Flip(kind, None, here, f"{len(edits)} tried" if edits else "nothing to change")
    low = max(n for n in known if known[n] == here and n < high)
    while high - low > 1:
        middle = (low + high) // 2
        known[middle] = turned(middle)
        low, high = (middle, high) if known[middle] == here else (low, middle)
    return Flip(kind, high, known[high], "; ".join(e.told for e in edits[:high]))


def _list_catalogue(store: EmbeddedStore, case: str, name: str) -> Iterator[tuple[str, list[Edit]]]:
    """List the edits of each kind that can be made in the snapshot of a diagnosis."""
    cluster, years, _ = name.split("/")
    start, end = (int(year) for year in years.split("-"))
    snapshot = f"{BASE}id/snapshot/{cluster}/{years}"
    made = Assumptions(case, f"{BASE}id/cluster/{cluster}")
    members = sorted(
        actor
        for actor, within in store.pairs(str(ICL.memberIn))
        if within == snapshot and "industry" in _spheres(store, actor)
    )
    ties = [made.add_partner(members[n % len(members)], (start, end)) for n in range(16)]
    yield "bridging tie added", ties if members else []
    functions = _order_functions(store, snapshot)
    yield (
        "institution added",
        [made.add_institution(functions[n % len(functions)], (start, end)) for n in range(16)],
    )
    bodies = read_property(store, "body")
    closed = read_property(store, "admission")
    yield (
        "body opened",
        [
            made.open_body(rule, bodies[rule])
            for rule, within in sorted(store.pairs(str(ICL.admitsIn)))
            if within == snapshot and closed.get(rule, "").endswith("/closed")
        ],
    )
    yield (
        "response added",
        [made.add_response(year) for year in _list_windows(store, cluster, start, end)],
    )


def _spheres(store: EmbeddedStore, actor: str) -> set[str]:
    return {
        str(getattr(o, "value", "")).rsplit("/", 1)[-1]
        for o in store.objects(actor, str(ICL.sphere))
    }


def _order_functions(store: EmbeddedStore, snapshot: str) -> list[str]:
    """Order the functions: those that no institution of the snapshot fulfils first."""
    functions = store.pairs(str(ICL.function))
    here = {presence for presence, within in store.pairs(str(ICL.presentIn)) if within == snapshot}
    filled = {f.rsplit("/", 1)[-1] for presence, f in functions if presence in here}
    return sorted(KINDS, key=lambda function: (function in filled, function))


def _list_windows(store: EmbeddedStore, cluster: str, start: int, end: int) -> list[int]:
    """List years of a snapshot in which a response would answer a shock, the same year often."""
    hit = {s for s, c in store.pairs(str(ICL.hits)) if c == f"{BASE}id/cluster/{cluster}"}
    since, until = read_property(store, "activeFrom"), read_property(store, "activeTo")
    roles, values = read_property(store, "parameterName"), read_property(store, "parameterValue")
    window = next(int(values[p]) for p, role in roles.items() if role.endswith("/response-window"))
    years = [
        year
        for year in range(start, end + 1)
        if any(int(since[s]) <= year <= int(until[s]) + window for s in hit if s in until)
    ]
    return [years[n % len(years)] for n in range(16)] if years else []


def leave_one_out(
    inputs: Inputs,
    case: str,
    profile: Profile,
    by: str = "source",
    processes: int = 1,
    progress: Progress = lambda _: None,
) -> list[Change]:
    """List which verdicts of a case change without one source, one author, or what is uncertain.

    :param by: ``source``, ``author`` or ``uncertain``.
    :param processes: how many to work with (:func:`kg.pipeline.build`).
    """
    material = read_material(inputs).restrict(case)
    before = read_verdicts(infer_scratch(material, profile))
    if by == "uncertain":
        sure = {graph: select_certain(ts) for graph, ts in material.evidence.items()}
        after = read_verdicts(infer_scratch(replace(material, evidence=sure), profile))
        return list_changes("uncertain claims", before, after)
    groups = _group_sources(material, by)
    with open_pool(processes) as pool:
        waiting = [
            (name, pool.submit(_leave_out, inputs, case, profile, keys))
            for name, keys in groups.items()
        ]
        changes = []
        for n, (name, future) in enumerate(waiting, 1):
            changes += list_changes(name, before, future.result())
            progress(f"{n} of {len(waiting)} {by}s left out")
    return changes


def _group_sources(material: Material, by: str) -> dict[str, frozenset[str]]:
    """Give the keys of the sources of a case by the name under which they are left out."""
    keys = {key for named in list_sources(material.facts).values() for key in named if key}
    if by == "source":
        return {key: frozenset({key}) for key in sorted(keys)}
    authors: dict[str, set[str]] = {}
    for t in material.facts:
        if t.predicate.value.endswith("/creator") and isinstance(t.object, Literal):
            key = _iri(t.subject).rsplit("/", 1)[-1]
            if key in keys:
                authors.setdefault(t.object.value, set()).add(key)
    return {author: frozenset(named) for author, named in sorted(authors.items())}


def _leave_out(inputs: Inputs, case: str, profile: Profile, keys: frozenset[str]) -> Verdicts:
    material = read_material(inputs).restrict(case)
    graph = str(GRAPH[f"case/{case}"])
    left = select_sources(
        material.evidence[graph], material.facts, ClaimSelection(keys, keeps=False)
    )
    trial = replace(material, evidence={**material.evidence, graph: left})
    return read_verdicts(infer_scratch(trial, profile))


@dataclass(frozen=True)
class Variation:
    """A verdict under one value of a parameter by which evidence is measured."""

    parameter: str
    value: int
    verdict: str

    def as_record(self) -> Record:
        """Give it as a flat record."""
        return asdict(self)


def vary_numbers(
    material: Material, profile: Profile, name: str, progress: Progress = lambda _: None
) -> list[Variation]:
    """Give a verdict under every value that the sweeps give the numbers that are no thresholds.

    Each is varied alone and everything is inferred anew.

    :param name: cluster/years/constraint.
    """
    ledger = Ledger(infer_scratch(material, profile), profile.name)
    ledger.take(name)
    thresholds = {c.parameter for tree in ledger.trees.values() for c in tree.criteria}
    found = []
    for parameter in sorted(ledger.parameters.values(), key=lambda p: p.iri):
        if parameter.iri in thresholds or len(parameter.sweep) < 2:
            continue
        progress(f"varying {parameter.iri.rsplit('/', 1)[-1]}")
        for value in parameter.sweep:
            other = set_number(profile, parameter.iri, value)
            verdict = read_verdicts(infer_scratch(material, other))[name][0]
            found.append(Variation(parameter.iri, value, verdict))
    return found


def set_number(profile: Profile, parameter: str, value: int) -> Profile:
    """Give a profile with another value for one of its parameters."""
    node, said = NamedNode(parameter), NamedNode(str(ICL.parameterValue))
    kept = [t for t in profile.triples if (t.subject, t.predicate) != (node, said)]
    return replace(profile, triples=(*kept, Triple(node, said, Literal(value))))


def find_documented(material: Material) -> dict[str, tuple[int, int]]:
    """Give the clusters of a case, by IRI, with the first and last year of their snapshots."""
    facts = material.facts
    cluster_of = {t.subject: _iri(t.object) for t in facts if t.predicate.value == _SNAPSHOT_OF}
    years: dict[str, list[int]] = {}
    for t in facts:
        if (
            t.subject in cluster_of
            and t.predicate.value in _YEARS
            and isinstance(t.object, Literal)
        ):
            years.setdefault(cluster_of[t.subject], []).append(int(t.object.value))
    return {cluster: (min(told), max(told)) for cluster, told in sorted(years.items())}


def list_actors(material: Material) -> dict[str, str]:
    """Give the IRIs of the actors of a case by their slugs."""
    head = f"{BASE}id/actor/"
    told = {_iri(t.subject) for t in material.evidence[str(GRAPH[f"case/{material.case}"])]}
    return {iri.removeprefix(head): iri for iri in told if iri.startswith(head)}


def list_tie_kinds(material: Material) -> set[str]:
    """Give the words of the scheme of tie kinds."""
    head = f"{BASE}scheme/tie-kind/"
    told = {_iri(t.subject) for t in material.schemes}
    return {iri.removeprefix(head) for iri in told if iri.startswith(head)}


def read_edit(path: Path, triples: Iterable[Triple]) -> Edit:
    """Give the triples of a file as an edit."""
    return Edit(f"what {path.name} says", tuple(triples))


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
