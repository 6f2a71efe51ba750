"""Why a verdict: the way from a diagnosis down to the source of every fact that counts."""

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from kg.diagnose.explanation import (
    AlternativeFinding,
    ClaimText,
    CriterionFinding,
    Evidence,
    Explanation,
    GroupFinding,
    Measured,
    Missing,
)
from kg.errors import UnknownName
from kg.namespaces import BASE
from kg.store import EmbeddedStore
from kg.store.embedded import Row

_HEAD = """
SELECT ?d ?cluster ?start ?end ?constraint ?profile ?verdict ?support WHERE {
  ?d a icl:Diagnosis ; icl:snapshot ?s ; icl:constraint ?constraint ; icl:profile ?profile ;
    icl:verdict ?verdict ; icl:support ?support .
  ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end }"""
_PASSES = (
    "SELECT ?d ?test WHERE { ?d icl:passesTest ?test . ?test icl:displayOrder ?n } ORDER BY ?n"
)
_TREE = """
SELECT ?d ?a ?alternativeStatus ?g ?group ?groupStatus ?k ?r ?criterion ?status WHERE {
  ?d icl:basedOn ?a . ?a icl:alternativeStatus ?alternativeStatus ; icl:basedOn ?g .
  ?g icl:groupStatus ?groupStatus ; icl:followsGroup ?group ; icl:basedOn ?r .
    ?group icl:atLeast ?k .
  ?r icl:criterion ?criterion ; icl:status ?status } ORDER BY ?a ?g ?r"""
_RESULT = """
SELECT ?r ?comparison ?threshold ?scale ?margin ?t ?measure ?value ?numerator ?denominator ?uncoded
  ?lower ?upper ?byRow ?rows ?sources ?display ?compared WHERE {
  ?r icl:criterion ?c ; icl:measurement ?t .
  ?c icl:comparison ?comparison ; icl:criterionMeasure ?measure ; icl:threshold ?parameter .
  OPTIONAL { ?parameter icl:parameterValue ?threshold }
  OPTIONAL { ?parameter icl:referenceCount ?compared }
  ?measure icl:scale ?scale . ?t icl:numerator ?numerator ; icl:denominator ?denominator .
  OPTIONAL { ?c icl:threshold/icl:displayValue ?display }
  OPTIONAL { ?r icl:margin ?margin } OPTIONAL { ?t icl:value ?value }
  OPTIONAL { ?t icl:uncodedCount ?uncoded } OPTIONAL { ?t icl:rowValue ?byRow }
  OPTIONAL { ?t icl:lowerBound ?lower ; icl:upperBound ?upper }
  OPTIONAL { ?t icl:rowCount ?rows ; icl:sourceCount ?sources } }"""
_MISSING = """
SELECT ?x ?criterion ?reason ?field ?many WHERE {
  ?x icl:missing ?m . ?m icl:missingCriterion ?criterion ; icl:missingReason ?reason .
  OPTIONAL { ?m icl:field ?field } OPTIONAL { ?m icl:howMany ?many } }
    ORDER BY ?criterion ?reason"""
_COUNTED = """
SELECT ?t ?item ?how WHERE {
  { ?t icl:countedFor ?item . BIND("numerator" AS ?how) }
  UNION { ?t icl:countedAgainst ?item . BIND("denominator" AS ?how) }
  UNION { ?t icl:restsOnAbsence ?item . BIND("searched" AS ?how) }
  UNION { ?t icl:searchedIn ?item ; icl:numerator 0 . BIND("searched" AS ?how) } }
    ORDER BY ?how ?item"""
_CLAIMS = """
SELECT ?item ?claim ?paraphrase ?confidence ?source ?title ?locator ?where WHERE {
  { ?item icl:supportedByClaim ?claim } UNION { ?item prov:wasDerivedFrom ?tie .
    ?tie icl:supportedByClaim ?claim }
  ?claim icl:paraphrase ?paraphrase ; icl:confidence ?confidence ; icl:statedIn ?locator .
  ?locator icl:source ?source . OPTIONAL { ?source dcterms:title ?title }
  OPTIONAL { ?locator icl:locatorText ?text } OPTIONAL { ?locator icl:address ?address }
  BIND(COALESCE(?text, ?address) AS ?where) } ORDER BY ?claim"""
_SEARCHED = """
SELECT ?item ?source ?title WHERE { ?item icl:searchedSource ?source .
  OPTIONAL { ?source dcterms:title ?title } } ORDER BY ?source"""
_LABEL = """
SELECT ?x ?label ?kind ?a ?b ?actor ?institution ?dated ?start ?end ?first ?last WHERE {
  OPTIONAL { ?x skos:prefLabel|rdfs:label|icl:searched ?label }
  OPTIONAL { ?x icl:firstParty ?a ; icl:secondParty ?b } OPTIONAL { ?x icl:tieKind ?kind }
  OPTIONAL { ?x icl:member|icl:body ?actor } OPTIONAL { ?x icl:institution ?institution }
  OPTIONAL { ?x icl:evidenceRow ?dated }
  OPTIONAL { ?x icl:startYear ?start } OPTIONAL { ?x icl:endYear ?end }
  OPTIONAL { ?x icl:firstAttestedYear ?first } OPTIONAL { ?x icl:lastAttestedYear ?last } }"""
_ROWS = """
SELECT ?item ?row WHERE { ?item icl:restsOnRow/skos:notation ?row } ORDER BY ?row"""
_ATTESTED = {"en": "attested {years}", "ko": "{years} 확인"}
_UNDATED = {"en": "years not told", "ko": "연도 미상"}


def list_diagnoses(store: EmbeddedStore) -> list[str]:
    """Give the names by which diagnoses are asked for: cluster/years/constraint."""
    rows = store.select("SELECT ?d WHERE { ?d a icl:Diagnosis } ORDER BY ?d")
    return [row["d"].value.split("/id/diagnosis/", 1)[1].split("/", 1)[1] for row in rows]


def explain_diagnosis(
    store: EmbeddedStore, name: str, lang: str = "en", profile: str = "default"
) -> Explanation:
    """Take a diagnosis apart.

    :param name: cluster/years/constraint, such as ``jura-watchmaking/1970-1985/lock-in``.
    :param lang: ``en`` or ``ko``, for labels; what a source says stands as it was coded.
    :raises UnknownName: if there is no such diagnosis; the error offers the nearest.
    """
    node = f"{BASE}id/diagnosis/{profile}/{name}"
    rows = store.select(_HEAD, {"d": NamedNode(node)}) if _is_iri(name) else []
    if not rows:
        raise UnknownName("diagnosis", name, list_diagnoses(store))
    return _Reader(store, lang).explain(rows[0])


def _is_iri(name: str) -> bool:
    return not any(c in name for c in ' <>"{}|\\^`') and bool(name)


class _Reader:
    """Reads an explanation out of a store, remembering labels."""

    def __init__(self, store: EmbeddedStore, lang: str) -> None:
        self.store, self.lang = store, lang
        self.labels: dict[str, str] = {}

    def explain(self, head: Row) -> Explanation:
        here = {"d": head["d"]}
        return Explanation(
            iri=head["d"].value,
            cluster=self.label(head["cluster"]),
            start=int(head["start"].value),
            end=int(head["end"].value),
            constraint=self.label(head["constraint"]),
            profile=head["profile"].value.rsplit("/", 1)[-1],
            verdict=self.label(head["verdict"]),
            verdict_word=head["verdict"].value.rsplit("/", 1)[-1],
            support=int(head["support"].value),
            passes=tuple(self.label(r["test"]) for r in self.store.select(_PASSES, here)),
            alternatives=self.alternatives(self.store.select(_TREE, here)),
            missing=self.missing(head["d"]),
        )

    def alternatives(self, rows: Sequence[Row]) -> tuple[AlternativeFinding, ...]:
        found = []
        for alternative in dict.fromkeys(r["a"] for r in rows):
            inside = [r for r in rows if r["a"] == alternative]
            groups = tuple(
                self.group([r for r in inside if r["g"] == g])
                for g in dict.fromkeys(r["g"] for r in inside)
            )
            found.append(AlternativeFinding(self.label(inside[0]["alternativeStatus"]), groups))
        return tuple(found)

    def group(self, rows: Sequence[Row]) -> GroupFinding:
        first = rows[0]
        criteria = tuple(self.criterion(row) for row in rows)
        return GroupFinding(
            self.label(first["group"]),
            self.label(first["groupStatus"]),
            int(first["k"].value),
            criteria,
        )

    def criterion(self, row: Row) -> CriterionFinding:
        result = self.store.select(_RESULT, {"r": row["r"]})[0]
        return CriterionFinding(
            iri=row["r"].value,
            label=self.label(row["criterion"]),
            status=self.label(row["status"]),
            status_word=row["status"].value.rsplit("/", 1)[-1],
            comparison=self.label(result["comparison"]),
            threshold=_text(result, "display") or _show_threshold(result),
            compared=_number(result, "compared"),
            margin=_text(result, "margin"),
            measured=self.measured(result),
            missing=self.missing(row["r"]),
        )

    def measured(self, row: Row) -> Measured:
        items = self.store.select(_COUNTED, {"t": row["t"]})
        return Measured(
            iri=row["t"].value,
            measure=row["measure"].value.rsplit("/", 1)[-1],
            label=self.label(row["measure"]),
            value=_text(row, "value"),
            numerator=int(row["numerator"].value),
            denominator=int(row["denominator"].value),
            uncoded=_number(row, "uncoded"),
            lower=_text(row, "lower"),
            upper=_text(row, "upper"),
            by_row=_text(row, "byRow"),
            rows=_number(row, "rows"),
            sources=_number(row, "sources"),
            evidence=tuple(self.evidence(item) for item in items),
        )

    def evidence(self, row: Row) -> Evidence:
        found = self.store.select(_CLAIMS, {"item": row["item"]})
        claims = {r["claim"]: self.claim(r) for r in self.in_language(found, "claim", "paraphrase")}
        searched = self.store.select(_SEARCHED, {"item": row["item"]})
        listed = tuple(
            ClaimText(r["source"].value, "", "", _text(r, "title") or r["source"].value, "")
            for r in searched
        )
        rests_on = self.store.select(_ROWS, {"item": row["item"]})
        return Evidence(
            row["item"].value,
            self.label(row["item"]),
            row["how"].value,
            rows=tuple(r["row"].value for r in rests_on),
            claims=(*claims.values(), *listed),
        )

    def claim(self, row: Row) -> ClaimText:
        return ClaimText(
            row["claim"].value,
            row["paraphrase"].value,
            self.label(row["confidence"]),
            _text(row, "title") or row["source"].value,
            _text(row, "where") or "",
        )

    def in_language(self, rows: Sequence[Row], key: str, text: str) -> list[Row]:
        """Keep one row a key: the one in the language asked for, else the first."""
        kept: dict[str, Row] = {}
        for row in rows:
            value = row[text]
            wanted = isinstance(value, Literal) and value.language == self.lang
            if wanted or row[key].value not in kept:
                kept[row[key].value] = row
        return list(kept.values())

    def missing(self, node: NamedNode | Literal) -> tuple[Missing, ...]:
        return tuple(
            Missing(
                self.label(row["criterion"]),
                self.label(row["reason"]),
                _text(row, "field") or "",
                _number(row, "many"),
            )
            for row in self.store.select(_MISSING, {"x": node})
        )

    def label(self, node: NamedNode | Literal) -> str:
        """Give the name of a node in the language, composed from its parts where it has none."""
        if node.value not in self.labels:
            self.labels[node.value] = self.compose(node)
        return self.labels[node.value]

    def compose(self, node: NamedNode | Literal) -> str:
        rows = self.store.select(_LABEL, {"x": node})
        named = [r["label"] for r in rows if "label" in r]
        first = rows[0] if rows else {}
        years = f", {self.years(first)}" if "dated" in first else ""
        if "a" in first:
            kind = f": {self.label(first['kind'])}" if "kind" in first else ""
            return f"{self.label(first['a'])} – {self.label(first['b'])}{kind}{years}"
        for part in ("actor", "institution"):
            if part in first:
                return f"{self.label(first[part])}{years}"
        if named:
            return _choose(named, self.lang) + (years if "start" in first else "")
        return node.value.rsplit("/", 1)[-1]

    def years(self, row: Row) -> str:
        """Give the years as they are told, not those a rule holds them to go on."""
        start, end = _text(row, "start"), _text(row, "end")
        attested = [y for y in (_text(row, "first"), _text(row, "last")) if y]
        if start or end:
            told = start or "?" if start == end else f"{start or '?'}-{end or ''}"
            return told if end or not attested else f"{told} ({self.attested(attested)})"
        return self.attested(attested) if attested else _UNDATED[self.lang]

    def attested(self, years: Sequence[str]) -> str:
        return _ATTESTED[self.lang].format(years="-".join(dict.fromkeys(years)))


def _choose(labels: Sequence[NamedNode | Literal], lang: str) -> str:
    """Take the label in the language, else one without, else the first by text."""
    by_language = {getattr(label, "language", None): label.value for label in labels}
    return by_language.get(lang) or by_language.get(None) or min(label.value for label in labels)


def _show_threshold(row: Row) -> str:
    """Show a threshold in the unit of its measure; a quartile that nothing gave is a dash."""
    if "threshold" not in row:
        return "–"
    threshold, scale = int(row["threshold"].value), int(row["scale"].value)
    return str(threshold) if scale == 1 else f"{threshold / scale:g}"


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row else None


def _number(row: Row, name: str) -> int | None:
    return int(row[name].value) if name in row else None
