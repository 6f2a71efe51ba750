"""The verdicts of a cluster, snapshot by snapshot."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pyoxigraph import Literal, NamedNode
from rich.table import Table

from kg.console import Record, render_table
from kg.diagnose.explanation import Explanation
from kg.namespaces import BASE
from kg.store import EmbeddedStore
from kg.turtle import render_turtle

_CLUSTERS = """
SELECT ?case ?cluster WHERE { ?cluster a icl:Cluster ; icl:case/skos:notation ?case }
  ORDER BY ?case ?cluster"""
_VERDICTS = """
SELECT ?cluster ?d ?start ?end ?constraint ?verdict ?support ?constraintName ?verdictName
  ?clusterName WHERE {
  ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  ?d a icl:Diagnosis ; icl:snapshot ?s ; icl:constraint ?constraint ; icl:verdict ?verdict ;
    icl:support ?support .
  ?constraint icl:displayOrder ?order ; skos:prefLabel ?constraintName .
    ?verdict skos:prefLabel ?verdictName .
  ?cluster rdfs:label ?clusterName .
  FILTER(LANG(?constraintName) = ?lang && LANG(?verdictName) = ?lang && LANG(?clusterName) = ?lang)
} ORDER BY ?start ?order"""
_MISSING = """
SELECT ?d ?criterionName ?reasonName ?field ?many WHERE {
  ?d a icl:Diagnosis ; icl:missing ?m . ?m icl:missingCriterion ?criterion ;
    icl:missingReason ?reason .
  ?criterion skos:prefLabel ?criterionName . ?reason skos:prefLabel ?reasonName .
  OPTIONAL { ?m icl:field ?field } OPTIONAL { ?m icl:howMany ?many }
  FILTER(LANG(?criterionName) = ?lang && LANG(?reasonName) = ?lang)
} ORDER BY ?d ?criterionName ?reasonName"""
MARKS = {"indicated": "●", "tentative": "◐", "not-indicated": "○", "not-assessable": "?"}
_CHANGES = {
    "en": {
        "claims": "from {left} of {claims} claims",
        "changed": "other than from all of them:",
        "same": "no verdict is another than from all of them",
    },
    "ko": {
        "claims": "주장 {claims}개 가운데 {left}개로 진단",
        "changed": "모든 주장으로 진단할 때와 다른 판정:",
        "same": "모든 주장으로 진단할 때와 다른 판정은 없음",
    },
}


@dataclass(frozen=True)
class Verdict:
    """One verdict, with names in the language asked for."""

    name: str
    """What ``kg explain`` takes: cluster/years/constraint."""
    cluster: str
    start: int
    end: int
    constraint: str
    verdict: str
    """The word of the scheme."""
    label: str
    support: int
    missing: str

    def as_record(self) -> Record:
        """Give the verdict as a flat record."""
        return asdict(self)


def list_clusters(store: EmbeddedStore) -> list[tuple[str, str]]:
    """Give the slugs of every case and its clusters."""
    return [
        (row["case"].value, row["cluster"].value.rsplit("/", 1)[-1])
        for row in store.select(_CLUSTERS)
    ]


def list_verdicts(store: EmbeddedStore, cluster: str, lang: str = "en") -> list[Verdict]:
    """Give the verdicts of a cluster, oldest snapshot first, constraints in their order."""
    missing: dict[str, list[str]] = {}
    for row in store.select(in_language(_MISSING, lang)):
        many = f" +{row['many'].value}" if "many" in row else ""
        said = f"{row['criterionName'].value}: {row['reasonName'].value}"
        field = f" ({row['field'].value}{many})" if "field" in row else ""
        missing.setdefault(row["d"].value, []).append(said + field)
    here: dict[str, NamedNode | Literal] = {"cluster": NamedNode(f"{BASE}id/cluster/{cluster}")}
    return [
        Verdict(
            name=row["d"].value.split("/id/diagnosis/", 1)[1].split("/", 1)[1],
            cluster=row["clusterName"].value,
            start=int(row["start"].value),
            end=int(row["end"].value),
            constraint=row["constraintName"].value,
            verdict=row["verdict"].value.rsplit("/", 1)[-1],
            label=row["verdictName"].value,
            support=int(row["support"].value),
            missing="; ".join(dict.fromkeys(missing.get(row["d"].value, []))),
        )
        for row in store.select(in_language(_VERDICTS, lang), here)
    ]


def in_language(query: str, lang: str) -> str:
    """Put one of our own two language tags in place of ?lang; nothing a user wrote enters."""
    return query.replace("?lang", {"en": '"en"', "ko": '"ko"'}[lang])


def render_matrix(verdicts: Sequence[Verdict], lang: str = "en", profile: str = "default") -> str:
    """Render verdicts as a matrix, a cluster at a time: constraints down, snapshots across.

    :param profile: is named with the cluster unless it is ``default``.
    """
    under = "" if profile == "default" else f" ({profile})"
    parts = []
    for cluster in dict.fromkeys(v.cluster for v in verdicts):
        own = [v for v in verdicts if v.cluster == cluster]
        snapshots = sorted({(v.start, v.end) for v in own})
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column({"en": "constraint", "ko": "제약"}[lang], no_wrap=True)
        for start, end in snapshots:
            table.add_column(f"{start}-{end}", no_wrap=True)
        cells = {(v.constraint, v.start, v.end): f"{MARKS[v.verdict]} {v.support}" for v in own}
        for constraint in dict.fromkeys(v.constraint for v in own):
            table.add_row(constraint, *(cells.get((constraint, s, e), "") for s, e in snapshots))
        names = {v.verdict: v.label for v in own}
        key = "   ".join(f"{MARKS[word]} {names[word]}" for word in MARKS if word in names)
        scale = {"en": "the number: support 0-4", "ko": "숫자: 지지도 0-4"}[lang]
        parts.append(f"{cluster}{under}\n\n{render_table(table)}\n{key}   ({scale})\n")
    return "\n".join(parts)


def render_changes(
    before: Sequence[Verdict],
    after: Sequence[Verdict],
    left: int,
    claims: int,
    lang: str = "en",
) -> str:
    """Render what a selection of claims changed, a line a verdict.

    :param left: how many of the ``claims`` on the case were counted.
    """
    words = _CHANGES[lang]
    was = {v.name: v for v in before}
    changed = [
        (was[v.name], v) for v in after if v.name in was and v.verdict != was[v.name].verdict
    ]
    lines = [words["claims"].format(left=left, claims=claims)]
    lines.append(words["changed"] if changed else words["same"])
    lines += [f"  {new.name}: {old.label} → {new.label}" for old, new in changed]
    return "\n".join(lines)


def select_turtle(store: EmbeddedStore, clusters: Sequence[str], profile: str) -> str:
    """Give the diagnoses of clusters under a profile as Turtle."""
    triples = []
    for cluster in clusters:
        start = f"{BASE}id/diagnosis/{profile}/{cluster}/"
        found = store.construct("CONSTRUCT { ?d ?p ?o } WHERE { ?d a icl:Diagnosis ; ?p ?o }")
        triples += [t for t in found if str(getattr(t.subject, "value", "")).startswith(start)]
    return render_turtle(triples)


def select_path_turtle(store: EmbeddedStore, explanation: Explanation) -> str:
    """Give as Turtle every node on the way from a diagnosis to its sources."""
    nodes, waiting = set[str](), [explanation.iri]
    follow = (
        "basedOn", "snapshot", "constraint", "appliesRule", "followsAlternative", "followsGroup",
        "hasGroup", "hasCriterion", "criterion", "criterionMeasure", "threshold", "measurement",
        "measure", "missing", "missingCriterion", "countedFor", "countedAgainst", "searchedIn",
        "searchedSource", "restsOnAbsence", "wasDerivedFrom", "supportedByClaim", "statedIn",
        "source",
    )  # fmt: skip
    triples = []
    while waiting:
        iri = waiting.pop()
        if iri in nodes:
            continue
        nodes.add(iri)
        for quad in store.engine.quads_for_pattern(NamedNode(iri), None, None, None):
            if quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else "":
                continue
            triples.append(quad.triple)
            local = quad.predicate.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
            if local in follow and isinstance(quad.object, NamedNode):
                waiting.append(quad.object.value)
    return render_turtle(triples)
