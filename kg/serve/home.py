"""What the home page shows: every verdict on every snapshot, its support and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.serve.names import Names, find_link
from kg.store import EmbeddedStore
from kg.store.embedded import Row

_DIAGNOSES = """
SELECT ?diagnosis ?cluster ?snapshot ?from ?to ?constraint ?order ?verdict ?support WHERE {
  ?diagnosis a icl:Diagnosis ; icl:snapshot ?snapshot ; icl:constraint ?constraint ;
             icl:verdict ?verdict ; icl:support ?support .
  ?snapshot icl:snapshotOf ?cluster ; icl:startYear ?from ; icl:endYear ?to .
  OPTIONAL { ?constraint icl:displayOrder ?order }
}
ORDER BY ?order ?constraint ?from ?to ?diagnosis
"""
_MISSING = """
SELECT DISTINCT ?diagnosis ?criterion ?reason ?field ?more WHERE {
  ?diagnosis icl:missing ?m .
  ?m icl:missingCriterion ?criterion ; icl:missingReason ?reason .
  OPTIONAL { ?m icl:field ?field }
  OPTIONAL { ?m icl:howMany ?more }
}
ORDER BY ?diagnosis ?criterion ?reason ?field
"""
VERDICTS = ("indicated", "tentative", "not-indicated", "not-assessable")
_VERDICT_SCHEME = "https://w3id.org/innocluster/scheme/verdict/"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"


@dataclass(frozen=True)
class Verdict:
    """One diagnosis as a cell of a table: the word of its verdict, its support from 0 to 4."""

    kind: str
    label: str
    support: int
    link: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ClusterTable:
    """The diagnoses of one cluster: constraints down, snapshots across."""

    name: str
    slug: str
    link: str | None
    snapshots: tuple[tuple[str, str | None], ...]
    rows: tuple[tuple[str, str | None, tuple[Verdict | None, ...]], ...]


@dataclass(frozen=True)
class VerdictMeaning:
    """A verdict in words, for the legend."""

    kind: str
    label: str
    definition: str


class HomeReader:
    """Reads what the home page shows from a store that does not change, once a language."""

    def __init__(self, store: EmbeddedStore, names: Names) -> None:
        self._store, self._names = store, names
        self._tables: dict[str, tuple[ClusterTable, ...]] = {}

    def read_tables(self, language: str, more: str) -> tuple[ClusterTable, ...]:
        """Give a table for each cluster, in the order of their names.

        :param more: the words around a number of things that are missing.
        """
        if language not in self._tables:
            self._tables[language] = self._read(language, more)
        return self._tables[language]

    def read_legend(self, language: str) -> list[VerdictMeaning]:
        """Give the four verdicts with their definitions."""
        meanings = []
        for kind in VERDICTS:
            iri = _VERDICT_SCHEME + kind
            definitions = {
                getattr(term, "language", None): term.value
                for term in self._store.objects(iri, _DEFINITION)
                if hasattr(term, "value")
            }
            label = self._names.find_label(iri, language)
            meanings.append(VerdictMeaning(kind, label, definitions.get(language, "")))
        return meanings

    def _read(self, language: str, more: str) -> tuple[ClusterTable, ...]:
        missing: dict[str, list[str]] = {}
        for row in self._store.select(_MISSING):
            missing.setdefault(row["diagnosis"].value, []).append(
                self._name_missing(row, language, more)
            )
        by_cluster: dict[str, list[Row]] = {}
        for row in self._store.select(_DIAGNOSES):
            by_cluster.setdefault(row["cluster"].value, []).append(row)
        tables = [
            self._arrange(cluster, rows, missing, language) for cluster, rows in by_cluster.items()
        ]
        return tuple(sorted(tables, key=lambda table: table.name))

    def _name_missing(self, row: Row, language: str, more: str) -> str:
        parts = [
            self._names.find_label(row["criterion"].value, language),
            self._names.find_label(row["reason"].value, language),
        ]
        text = ": ".join(parts)
        counted = " ".join(
            filter(None, [row["field"].value if "field" in row else "", _say_more(row, more)])
        )
        return f"{text} ({counted})" if counted else text

    def _arrange(
        self, cluster: str, rows: Iterable[Row], missing: dict[str, list[str]], language: str
    ) -> ClusterTable:
        snapshots: dict[str, tuple[int, int]] = {}
        cells: dict[str, dict[str, Verdict]] = {}
        for row in rows:
            snapshot, diagnosis = row["snapshot"].value, row["diagnosis"].value
            snapshots[snapshot] = (int(row["from"].value), int(row["to"].value))
            cells.setdefault(row["constraint"].value, {})[snapshot] = Verdict(
                row["verdict"].value.removeprefix(_VERDICT_SCHEME),
                self._names.find_label(row["verdict"].value, language),
                int(row["support"].value),
                find_link(diagnosis),
                tuple(missing.get(diagnosis, ())),
            )
        in_time = sorted(snapshots, key=lambda snapshot: (snapshots[snapshot], snapshot))
        return ClusterTable(
            self._names.find_label(cluster, language),
            cluster.rpartition("/")[2],
            find_link(cluster),
            tuple(("{}–{}".format(*snapshots[s]), find_link(s)) for s in in_time),
            tuple(
                (
                    self._names.find_label(constraint, language),
                    find_link(constraint),
                    tuple(found.get(snapshot) for snapshot in in_time),
                )
                for constraint, found in cells.items()
            ),
        )


def _say_more(row: Row, more: str) -> str:
    return more.format(row["more"].value) if "more" in row else ""
