"""Flat tables of what was measured, concluded and recorded, for spreadsheets and R."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.console import Record
from kg.diagnose.agreement import list_agreement
from kg.diagnose.verdicts import list_verdicts
from kg.export import columns as described
from kg.export.clusters import Snapshot, list_snapshots
from kg.export.datapackage import render_datapackage
from kg.export.links import Records, describe_tie
from kg.export.writing import Table, render_table, write_folder
from kg.store import EmbeddedStore
from kg.store.embedded import Row

_MEASURES = """
SELECT ?s ?notation ?en ?ko ?mode ?value ?numerator ?denominator ?uncoded ?lower ?upper ?byRow
  ?rows ?sources ?decides WHERE {
  ?t a icl:Tally ; icl:snapshot ?s ; icl:measure ?measure .
  ?measure skos:notation ?notation ; icl:evidenceMode ?mode ; skos:prefLabel ?en , ?ko .
  OPTIONAL { ?t icl:value ?value } OPTIONAL { ?t icl:numerator ?numerator }
  OPTIONAL { ?t icl:denominator ?denominator } OPTIONAL { ?t icl:uncodedCount ?uncoded }
  OPTIONAL { ?t icl:lowerBound ?lower } OPTIONAL { ?t icl:upperBound ?upper }
  OPTIONAL { ?t icl:rowValue ?byRow } OPTIONAL { ?t icl:rowCount ?rows }
  OPTIONAL { ?t icl:sourceCount ?sources }
  OPTIONAL { ?r a icl:TallyReading ; icl:tally ?t ; icl:reading ?plain . BIND(true AS ?decides)
    FILTER(?plain = <https://w3id.org/innocluster/scheme/reading/plain>) }
  FILTER(LANG(?en) = "en" && LANG(?ko) = "ko") } ORDER BY ?notation"""
_CRITERIA = """
SELECT ?s ?criterion ?en ?ko ?notation ?comparison ?threshold ?unit ?value ?margin ?status WHERE {
  ?r a icl:CriterionResult ; icl:snapshot ?s ; icl:criterion ?criterion ; icl:status ?status .
  ?criterion skos:prefLabel ?en , ?ko ; icl:comparison ?comparison ; icl:threshold ?parameter ;
    icl:criterionMeasure/skos:notation ?notation .
  ?parameter icl:unit ?unit . OPTIONAL { ?parameter icl:parameterValue ?threshold }
  OPTIONAL { ?r icl:measurement/icl:value ?value } OPTIONAL { ?r icl:margin ?margin }
  FILTER(LANG(?en) = "en" && LANG(?ko) = "ko") } ORDER BY ?notation ?criterion"""
_VERDICTS = """
SELECT ?d ?constraint ?en ?ko ?verdict ?support WHERE {
  ?d a icl:Diagnosis ; icl:constraint ?constraint ; icl:verdict ?verdict ; icl:support ?support .
  ?constraint skos:prefLabel ?en , ?ko FILTER(LANG(?en) = "en" && LANG(?ko) = "ko") }"""
_TESTS = "SELECT ?d ?test WHERE { ?d a icl:Diagnosis ; icl:passesTest ?test } ORDER BY ?d ?test"
_ESTIMATES = """
SELECT ?s ?stage ?en ?ko ?status WHERE {
  ?e a icl:StageEstimate ; icl:snapshot ?s ; icl:estimatedStage ?stage ;
    icl:estimateStatus ?status .
  ?stage skos:prefLabel ?en , ?ko FILTER(LANG(?en) = "en" && LANG(?ko) = "ko")
} ORDER BY ?stage"""
_CLAIMS = """
SELECT ?s ?claim ?stage ?en ?ko ?claimant ?years ?outranked ?taken WHERE {
  ?o a icl:StageOverlap ; icl:snapshot ?s ; icl:stageClaim ?claim ; icl:overlapYears ?years .
  ?claim icl:stage ?stage . OPTIONAL { ?claim icl:claimant ?claimant }
  ?stage skos:prefLabel ?en , ?ko FILTER(LANG(?en) = "en" && LANG(?ko) = "ko")
  OPTIONAL { ?o icl:overlapOutranked ?outranked }
  OPTIONAL { ?set a icl:PrescriptionSet ; icl:snapshot ?s ; icl:stageTakenFrom ?claim .
    BIND(true AS ?taken) } } ORDER BY ?claim"""
_PRESCRIBED = """
SELECT ?s ?constraint ?what ?basis WHERE {
  ?a a icl:PrescriptionAssignment ; icl:snapshot ?s ; icl:forDiagnosis/icl:constraint ?constraint ;
    icl:assignedPrescription ?what ; icl:prescriptionBasis ?basis } ORDER BY ?constraint ?what"""
_PRECONDITIONS = """
SELECT ?s ?what ?basis WHERE {
  ?set a icl:PrescriptionSet ; icl:snapshot ?s ; icl:hasPrecondition ?what .
  OPTIONAL { ?what icl:prescriptionBasis ?basis } } ORDER BY ?what"""
_INSTRUMENTS = """
SELECT ?p ?notation ?en ?ko WHERE {
  ?p a icl:Prescription ; skos:notation ?notation ; skos:prefLabel ?en , ?ko
  FILTER(LANG(?en) = "en" && LANG(?ko) = "ko") }"""


def export_csv(
    store: EmbeddedStore, profile: str, folder: Path, clusters: Collection[str] | None = None
) -> list[Path]:
    """Write the flat tables of clusters, or of all, and their description, into a folder.

    :returns: the files written.
    :raises UnknownName: if there is no such cluster.
    :raises KgError: if the folder has such files already, or cannot be written.
    """
    return write_folder(render_csv(store, profile, clusters), folder)


def render_csv(
    store: EmbeddedStore, profile: str, clusters: Collection[str] | None = None
) -> dict[str, str]:
    """Render the flat tables and ``datapackage.json``, by file name."""
    tables = build_tables(store, clusters)
    texts = {f"{table.name}.csv": render_table(table) for table in tables}
    return texts | {"datapackage.json": render_datapackage(tables, profile)}


def build_tables(store: EmbeddedStore, clusters: Collection[str] | None = None) -> list[Table]:
    """Build the flat tables, rows by cluster and snapshot."""
    here = _Here(store, list_snapshots(store, clusters))
    return [
        Table("measures", "Measures", described.MEASURES, list(_measures(here)), _KEY["measure"]),
        Table(
            "verdicts", "Verdicts", described.VERDICTS, list(_verdicts(here)), _KEY["constraint"]
        ),
        Table("criteria", "Criteria", described.CRITERIA, list(_criteria(here)), _KEY["criterion"]),
        Table("ties", "Ties by snapshot", described.TIES, list(_ties(here)), _KEY["tie"]),
        Table("stages", "Stages of the lifecycle", described.STAGES, list(_stages(here))),
        Table(
            "prescriptions",
            "Prescriptions",
            described.PRESCRIPTIONS,
            list(_prescriptions(here)),
        ),
        Table("agreement", "Diagnoses beside authors", described.AGREEMENT, list(_agreement(here))),
    ]


_KEY = {
    name: ("cluster", "start", "end", name)
    for name in ("measure", "constraint", "criterion", "tie")
}


@dataclass(frozen=True)
class _Here:
    """The store, and the snapshots that are exported."""

    store: EmbeddedStore
    snapshots: Sequence[Snapshot]

    @property
    def clusters(self) -> list[str]:
        return list(dict.fromkeys(s.cluster for s in self.snapshots))

    def select(self, query: str) -> Iterator[tuple[Snapshot, Row]]:
        """Give the rows of a query by snapshot, in its order within one."""
        rows: dict[str, list[Row]] = {}
        for row in self.store.select(query):
            rows.setdefault(row["s"].value, []).append(row)
        for snapshot in self.snapshots:
            for row in rows.get(snapshot.iri, []):
                yield snapshot, row


def _measures(here: _Here) -> Iterator[Record]:
    for snapshot, row in here.select(_MEASURES):
        yield {
            **_place(snapshot),
            "measure": row["notation"].value,
            **_labels(row),
            "mode": _word(row, "mode"),
            "value": _text(row, "value"),
            "numerator": _text(row, "numerator"),
            "denominator": _text(row, "denominator"),
            "uncoded": _text(row, "uncoded"),
            "lower": _text(row, "lower"),
            "upper": _text(row, "upper"),
            "by_row": _text(row, "byRow"),
            "rows": _text(row, "rows"),
            "sources": _text(row, "sources"),
            "decides": "decides" in row,
        }


def _verdicts(here: _Here) -> Iterator[Record]:
    tests: dict[str, list[str]] = {}
    for row in here.store.select(_TESTS):
        tests.setdefault(row["d"].value, []).append(_word(row, "test"))
    found = {_name(row["d"].value): row for row in here.store.select(_VERDICTS)}
    for cluster in here.clusters:
        korean = {v.name: v for v in list_verdicts(here.store, cluster, "ko")}
        for verdict in list_verdicts(here.store, cluster):
            row = found[verdict.name]
            yield {
                "cluster": cluster,
                "start": verdict.start,
                "end": verdict.end,
                "constraint": _word(row, "constraint"),
                **_labels(row),
                "verdict": verdict.verdict,
                "verdict_en": verdict.label,
                "verdict_ko": korean[verdict.name].label,
                "support": verdict.support,
                "tests_passed": "; ".join(tests.get(row["d"].value, [])),
                "missing_en": verdict.missing or None,
                "missing_ko": korean[verdict.name].missing or None,
            }


def _name(diagnosis: str) -> str:
    """Give what ``kg explain`` takes: the IRI after its profile."""
    return diagnosis.partition("/id/diagnosis/")[2].partition("/")[2]


def _criteria(here: _Here) -> Iterator[Record]:
    for snapshot, row in here.select(_CRITERIA):
        yield {
            **_place(snapshot),
            "criterion": _word(row, "criterion"),
            **_labels(row),
            "measure": row["notation"].value,
            "comparison": _word(row, "comparison"),
            "threshold": _text(row, "threshold"),
            "unit": row["unit"].value,
            "value": _text(row, "value"),
            "margin": _text(row, "margin"),
            "status": _word(row, "status"),
        }


def _ties(here: _Here) -> Iterator[Record]:
    records = Records(here.store)
    names = {iri: row["label"].value for iri, row in records.actors.items()}
    for snapshot in here.snapshots:
        for tie in records.ties:
            iri, parties = tie["tie"].value, (tie["first"].value, tie["second"].value)
            if snapshot.iri in records.localities.get(iri, {}):
                yield {
                    **_place(snapshot),
                    "tie": _word(tie, "tie"),
                    "first": _word(tie, "first"),
                    "first_label": names.get(parties[0]),
                    "second": _word(tie, "second"),
                    "second_label": names.get(parties[1]),
                    **_rename(describe_tie(records, tie, [snapshot.iri])),
                }


def _rename(facts: Mapping[str, str | int | bool]) -> Record:
    """Keep the years of a tie apart from those of the snapshot."""
    own = {"start": "tie_start", "end": "tie_end"}
    return {own.get(name, name): value for name, value in facts.items()}


def _stages(here: _Here) -> Iterator[Record]:
    estimates, claims = list(here.select(_ESTIMATES)), list(here.select(_CLAIMS))
    for snapshot in here.snapshots:
        for _, row in (pair for pair in estimates if pair[0] is snapshot):
            yield {
                **_place(snapshot),
                "by": "estimate",
                "stage": _word(row, "stage"),
                **_labels(row),
                "status": _word(row, "status"),
            }
        for _, row in (pair for pair in claims if pair[0] is snapshot):
            yield {
                **_place(snapshot),
                "by": "claim",
                "stage": _word(row, "stage"),
                **_labels(row),
                "claim": _word(row, "claim"),
                "claimant": _text(row, "claimant"),
                "overlap_years": _text(row, "years"),
                "outranked": "outranked" in row,
                "used": "taken" in row,
            }


def _prescriptions(here: _Here) -> Iterator[Record]:
    known = {row["p"].value: row for row in here.store.select(_INSTRUMENTS)}
    required, assigned = list(here.select(_PRECONDITIONS)), list(here.select(_PRESCRIBED))
    for snapshot in here.snapshots:
        for place, row in (*required, *assigned):
            if place is snapshot:
                instrument = known[row["what"].value]
                yield {
                    **_place(snapshot),
                    "constraint": _word(row, "constraint") if "constraint" in row else None,
                    "prescription": instrument["notation"].value,
                    **_labels(instrument),
                    "basis": _word(row, "basis") if "basis" in row else None,
                }


def _agreement(here: _Here) -> Iterator[Record]:
    korean = list_agreement(here.store, here.clusters, "ko")
    for one, other in zip(list_agreement(here.store, here.clusters), korean, strict=True):
        start, _, end = one.years.partition("-")
        yield {
            "cluster": one.cluster,
            "start": start or None,
            "end": end or None,
            "constraint_en": one.constraint,
            "constraint_ko": other.constraint,
            "claimant": one.claimant or None,
            "judgement": one.judgement or None,
            "verdict": one.verdict or None,
            "outcome": one.outcome,
            "turned_on": one.turned_on or None,
        }


def _place(snapshot: Snapshot) -> Record:
    return {"cluster": snapshot.cluster, "start": snapshot.start, "end": snapshot.end}


def _labels(row: Row) -> Record:
    return {"label_en": row["en"].value, "label_ko": row["ko"].value}


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row else None


def _word(row: Row, name: str) -> str:
    return row[name].value.rsplit("/", 1)[-1]
