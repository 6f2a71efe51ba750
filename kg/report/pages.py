"""A case on one page: its evidence, the verdicts, what decides them, and where authors differ."""

from collections import Counter
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg.diagnose.agreement import OUTCOMES, list_agreement, list_oppositions
from kg.diagnose.verdicts import MARKS, Verdict, in_language, list_clusters, list_verdicts
from kg.namespaces import BASE
from kg.report.markdown import render_rows
from kg.store import EmbeddedStore
from kg.store.embedded import Row

_CLUSTER = """
SELECT ?cluster ?name ?what WHERE { ?cluster rdfs:label ?name .
  OPTIONAL { ?cluster skos:definition ?what . FILTER(LANG(?what) = ?lang) }
  OPTIONAL { ?cluster rdfs:comment ?what . FILTER(LANG(?what) = ?lang) }
  FILTER(LANG(?name) = ?lang) }"""
_COUNTS = """
SELECT ?what (COUNT(DISTINCT ?x) AS ?n) WHERE {
  ?x icl:case ?case . ?case skos:notation ?slug .
  { ?x a icl:Tie . BIND("ties" AS ?what) }
  UNION { ?x a icl:ClusterMembership . BIND("memberships" AS ?what) }
  UNION { ?x a icl:InstitutionPresence . BIND("institutional presences" AS ?what) }
  UNION { ?x a icl:Event . BIND("events" AS ?what) }
  UNION { ?x a icl:ObservationClaim . BIND("claims" AS ?what) }
  FILTER(?slug = ?wanted) } GROUP BY ?what ORDER BY ?what"""
_SNAPSHOTS = """
SELECT ?cluster ?s ?start ?end ?reason WHERE {
  ?s a icl:ClusterSnapshot ; icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  OPTIONAL { ?s icl:reason ?reason . FILTER(LANG(?reason) = ?lang) } } ORDER BY ?start"""
_SHOCKS = """
SELECT ?cluster ?shock ?name ?from ?to WHERE {
  ?shock a icl:IndustryShock ; icl:hits ?cluster ; rdfs:label ?name ; icl:activeFrom ?from ;
    icl:activeTo ?to . FILTER(LANG(?name) = ?lang) } ORDER BY ?from ?name"""
_TURNS = """
SELECT ?cluster ?start ?end ?constraintName ?order ?verdict ?criterionName ?notation ?value
  ?comparisonName ?threshold ?display ?scale ?margin WHERE {
  ?d a icl:Diagnosis ; icl:snapshot ?s ; icl:constraint ?constraint ; icl:verdict ?verdict ;
    icl:turnsOn ?r .
  ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  ?constraint icl:displayOrder ?order ; skos:prefLabel ?constraintName .
  ?r icl:criterion ?c ; icl:measurement ?t . OPTIONAL { ?r icl:margin ?margin }
  ?c skos:prefLabel ?criterionName ; icl:comparison/skos:prefLabel ?comparisonName ;
    icl:criterionMeasure ?m ; icl:threshold ?p .
  ?m skos:notation ?notation ; icl:scale ?scale . ?t icl:value ?value .
  OPTIONAL { ?p icl:parameterValue ?threshold } OPTIONAL { ?p icl:displayValue ?display }
  FILTER(LANG(?constraintName) = ?lang && LANG(?criterionName) = ?lang
    && LANG(?comparisonName) = ?lang) } ORDER BY ?order ?start ?criterionName"""
_STAGES = """
SELECT ?cluster ?start ?end ?stageName WHERE {
  ?p a icl:StageEstimatePeriod ; icl:snapshot ?s ; icl:estimatedStage/skos:prefLabel ?stageName .
  ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  FILTER(LANG(?stageName) = ?lang) } ORDER BY ?start"""
_CLAIMED = """
SELECT ?cluster ?claim ?stageName ?claimant ?from ?to WHERE {
  ?claim a icl:StageClaimPeriod ; icl:cluster ?cluster ; icl:stage/skos:prefLabel ?stageName ;
    icl:claimant ?claimant .
  OPTIONAL { ?claim icl:startYear ?from } OPTIONAL { ?claim icl:endYear ?until }
  OPTIONAL { ?claim icl:endYearLatest ?latest } BIND(COALESCE(?latest, ?until) AS ?to)
  FILTER(LANG(?stageName) = ?lang) } ORDER BY ?from ?claim"""
_ADVICE = """
SELECT ?cluster ?start ?end ?constraintName ?order ?prescriptionName ?basis WHERE {
  ?set icl:hasAssignment ?a ; icl:snapshot ?s .
  ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  ?a icl:forDiagnosis/icl:constraint ?constraint ; icl:prescriptionBasis ?basis ;
    icl:assignedPrescription/skos:prefLabel ?prescriptionName .
  ?constraint icl:displayOrder ?order ; skos:prefLabel ?constraintName .
  FILTER(LANG(?prescriptionName) = ?lang && LANG(?constraintName) = ?lang)
} ORDER BY ?start ?order ?prescriptionName"""
_SILENT = """
SELECT ?cluster ?start ?end ?constraintName ?order WHERE {
  ?set icl:noSeedPrescription ?constraint ; icl:snapshot ?s .
  ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  ?constraint icl:displayOrder ?order ; skos:prefLabel ?constraintName .
  FILTER(LANG(?constraintName) = ?lang) } ORDER BY ?start ?order"""
_MISSING = """
SELECT ?cluster ?s ?criterionName ?reasonName ?field WHERE {
  ?d a icl:Diagnosis ; icl:snapshot ?s ; icl:missing ?m . ?s icl:snapshotOf ?cluster .
  ?m icl:missingCriterion/skos:prefLabel ?criterionName ;
    icl:missingReason/skos:prefLabel ?reasonName .
  OPTIONAL { ?m icl:field ?field }
  FILTER(LANG(?criterionName) = ?lang && LANG(?reasonName) = ?lang)
} ORDER BY ?criterionName ?reasonName ?field ?s"""
_DISPUTES = """
SELECT ?cluster ?dispute ?question ?claimant ?said WHERE {
  ?position a icl:ContestedPosition ; icl:contestation ?dispute ; icl:claimant ?claimant ;
    icl:supportedByClaim/icl:paraphrase ?said .
  ?dispute icl:cluster ?cluster ; icl:question ?question .
  FILTER(LANG(?question) = ?lang && LANG(?said) = ?lang) } ORDER BY ?dispute ?claimant ?said"""


def render_case(stores: Mapping[str, EmbeddedStore], case: str, lang: str = "en") -> str:
    """Render the page of a case.

    :param stores: by profile, the graph under it; the first is the one the page is about.
    """
    profile, store = next(iter(stores.items()))
    clusters = [cluster for name, cluster in list_clusters(store) if name == case]
    parts = [
        f"# {case}",
        "Generated by `kg export report` from the graph; nothing here is typed in.",
    ]
    for cluster in clusters:
        page = _Page(store, cluster, lang)
        parts += page.head()
        parts += ["### Evidence", page.evidence(case), page.snapshots()]
        parts += ["### Verdicts", _matrix(store, cluster, profile, lang)]
        parts.append(_other_profiles(stores, cluster, profile, lang))
        parts += ["### What decides", *page.decisive()]
        parts += ["### What is missing", page.missing()]
        parts += ["### Stages and what the paper advises", *page.stages(), page.advice()]
        parts += ["### Authors", *_authors(store, cluster, lang), *page.disputes()]
    return "\n\n".join(part for part in parts if part) + "\n"


class _Page:
    """What one cluster's page asks of the graph."""

    def __init__(self, store: EmbeddedStore, cluster: str, lang: str) -> None:
        self.store, self.lang = store, lang
        self.here: dict[str, NamedNode | Literal] = {
            "cluster": NamedNode(f"{BASE}id/cluster/{cluster}")
        }

    def ask(self, query: str) -> list[Row]:
        return self.store.select(in_language(query, self.lang), self.here)

    def head(self) -> list[str]:
        row = self.ask(_CLUSTER)[0]
        what = row["what"].value if "what" in row else ""
        return [f"## {row['name'].value}", what]

    def evidence(self, case: str) -> str:
        query = _COUNTS.replace("?wanted", f'"{case}"')
        counts = ", ".join(f"{r['n'].value} {r['what'].value}" for r in self.store.select(query))
        shocks = [
            f"{r['name'].value} ({r['from'].value}-{r['to'].value})" for r in self.ask(_SHOCKS)
        ]
        told = f"Shocks of its industry: {'; '.join(shocks)}." if shocks else "No shock is listed."
        return f"{counts}. {told}"

    def snapshots(self) -> str:
        rows = [
            [_years(r), r["reason"].value if "reason" in r else ""] for r in self.ask(_SNAPSHOTS)
        ]
        return render_rows(["snapshot", "why it is cut there"], rows)

    def decisive(self) -> list[str]:
        """Tell for each verdict given which criteria it turned on, the closest call first."""
        positive: dict[tuple[str, str], list[str]] = {}
        negative: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for r in self.ask(_TURNS):
            key = (r["constraintName"].value, _years(r))
            told = f"{r['criterionName'].value} ({_measured(r)})"
            if r["verdict"].value.endswith("/not-indicated"):
                margin = abs(float(r["margin"].value)) if "margin" in r else 0.0
                negative.setdefault(key, []).append((margin, told))
            else:
                positive.setdefault(key, []).append(told)
        rows = [[c, years, "; ".join(told)] for (c, years), told in positive.items()]
        parts = []
        if rows:
            parts += [
                "Indicated or tentative:",
                render_rows(["constraint", "snapshot", "on"], rows),
            ]
        rows = [[c, years, min(told)[1]] for (c, years), told in negative.items()]
        if rows:
            parts += [
                "Not indicated, with the criterion that fails by least:",
                render_rows(["constraint", "snapshot", "on"], rows),
            ]
        return parts or ["No verdict could be given."]

    def missing(self) -> str:
        """Tell what keeps verdicts open, in how many snapshots."""
        found: dict[tuple[str, str, str], set[str]] = {}
        for r in self.ask(_MISSING):
            key = (r["criterionName"].value, r["reasonName"].value, _text(r, "field") or "")
            found.setdefault(key, set()).add(r["s"].value)
        rows = [
            [criterion, reason, field, str(len(snapshots))]
            for (criterion, reason, field), snapshots in found.items()
        ]
        columns = ["criterion", "what keeps it open", "field to be coded", "snapshots"]
        return render_rows(columns, rows) if rows else "Nothing: every verdict could be given."

    def stages(self) -> list[str]:
        estimated = {_years(r): r["stageName"].value for r in self.ask(_STAGES)}
        told = "; ".join(f"{years}: {stage}" for years, stage in estimated.items())
        parts = [f"By rule: {told or 'no stage can be told from the evidence'}."]
        rows = [
            [
                r["claimant"].value,
                r["stageName"].value,
                f"{_text(r, 'from') or '…'}-{_text(r, 'to') or '…'}",
            ]
            for r in self.ask(_CLAIMED)
        ]
        if rows:
            parts.append(render_rows(["who", "claims stage", "years"], rows))
        return parts

    def advice(self) -> str:
        found: dict[tuple[str, str], list[str]] = {}
        for r in self.ask(_ADVICE):
            own = " (inferred by this project)" if r["basis"].value.endswith("/inferred") else ""
            key = (_years(r), r["constraintName"].value)
            found.setdefault(key, []).append(r["prescriptionName"].value + own)
        for r in self.ask(_SILENT):
            key = (_years(r), r["constraintName"].value)
            found.setdefault(key, []).insert(0, "the paper advises nothing at this stage")
        if not found:
            return "No constraint is indicated, so nothing but the universal preconditions applies."
        rows = [[years, c, "; ".join(told)] for (years, c), told in sorted(found.items())]
        return render_rows(["snapshot", "constraint", "advice"], rows)

    def disputes(self) -> list[str]:
        questions: dict[str, dict[str, None]] = {}
        for r in self.ask(_DISPUTES):
            line = f"- {r['claimant'].value}: {r['said'].value}"
            questions.setdefault(r["question"].value, {})[line] = None
        return [f"**{question}**\n\n" + "\n".join(lines) for question, lines in questions.items()]


def _matrix(store: EmbeddedStore, cluster: str, profile: str, lang: str) -> str:
    verdicts = list_verdicts(store, cluster, lang)
    snapshots = sorted({(v.start, v.end) for v in verdicts})
    cells = {(v.constraint, v.start, v.end): f"{MARKS[v.verdict]} {v.support}" for v in verdicts}
    rows = [
        [c, *(cells.get((c, start, end), "") for start, end in snapshots)]
        for c in dict.fromkeys(v.constraint for v in verdicts)
    ]
    names = {v.verdict: v.label for v in verdicts}
    key = ", ".join(f"{MARKS[word]} {names[word]}" for word in MARKS if word in names)
    head = f"Profile {profile}: {key}; the number is the support, 0-4."
    return head + "\n\n" + render_rows(["constraint", *(f"{s}-{e}" for s, e in snapshots)], rows)


def _other_profiles(
    stores: Mapping[str, EmbeddedStore], cluster: str, profile: str, lang: str
) -> str:
    """Tell what comes out another way under the other profiles."""
    base = {v.name: v for v in list_verdicts(stores[profile], cluster, lang)}
    rows = []
    for name, store in stores.items():
        if name == profile:
            continue
        changed: Counter[tuple[str, str]] = Counter()
        positive: list[Verdict] = []
        for v in list_verdicts(store, cluster, lang):
            if v.verdict != base[v.name].verdict:
                changed[(base[v.name].label, v.label)] += 1
            if v.verdict in ("indicated", "tentative"):
                positive.append(v)
        moves = "; ".join(f"{old} → {new}: {n}" for (old, new), n in sorted(changed.items()))
        found = "; ".join(f"{v.constraint} {v.start}-{v.end}" for v in positive)
        rows.append([name, moves or "none", found or "none"])
    columns = ["profile", "other verdicts than above", "indicated or tentative"]
    return render_rows(columns, rows) if rows else ""


def _authors(store: EmbeddedStore, cluster: str, lang: str) -> list[str]:
    found = list_agreement(store, [cluster], lang)
    tally = Counter(a.outcome for a in found)
    counts = ", ".join(f"{outcome} {tally[outcome]}" for outcome in OUTCOMES)
    parts = [f"Diagnoses beside authors' assessments (counts): {counts}."]
    rows = [
        [a.constraint, a.claimant, a.judgement, a.years or "no time told", a.verdict, a.outcome]
        for a in found
        if a.claimant
    ]
    if rows:
        columns = ["constraint", "author", "judges", "of", "diagnosis", "outcome"]
        parts.append(render_rows(columns, rows))
    parts += [
        f"On {o.constraint}, {o.affirms} affirms what {o.denies} denies."
        for o in list_oppositions(store, [cluster], lang)
    ]
    return parts


def _years(row: Row) -> str:
    return f"{row['start'].value}-{row['end'].value}"


def _measured(row: Row) -> str:
    """Show a measure, its value and the threshold, in one breath."""
    value = f"{round(float(row['value'].value), 3):g}"
    threshold = _text(row, "display")
    if threshold is None and "threshold" in row:
        threshold = f"{int(row['threshold'].value) / int(row['scale'].value):g}"
    return f"{row['notation'].value} {value}, {row['comparisonName'].value} {threshold or '–'}"


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row else None
