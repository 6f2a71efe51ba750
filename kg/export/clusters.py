"""The snapshots of the clusters that are exported."""

from collections.abc import Collection
from dataclasses import dataclass

from kg.diagnose.verdicts import list_clusters
from kg.errors import UnknownName
from kg.namespaces import BASE
from kg.store import EmbeddedStore

_SNAPSHOTS = """
SELECT ?s ?cluster ?case ?start ?end ?en ?ko WHERE {
  ?s a icl:ClusterSnapshot ; icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end .
  ?cluster icl:case/skos:notation ?case .
  OPTIONAL { ?cluster rdfs:label ?en FILTER(LANG(?en) = "en") }
  OPTIONAL { ?cluster rdfs:label ?ko FILTER(LANG(?ko) = "ko") }
} ORDER BY ?cluster ?start ?end"""


@dataclass(frozen=True)
class Snapshot:
    """A cluster in an interval of years."""

    iri: str
    cluster: str
    case: str
    start: int
    end: int
    label_en: str
    label_ko: str

    @property
    def years(self) -> str:
        """Give the interval as it is named: 1970-1985."""
        return f"{self.start}-{self.end}"


def list_snapshots(store: EmbeddedStore, clusters: Collection[str] | None = None) -> list[Snapshot]:
    """List the snapshots of clusters, or of all, oldest first within a cluster.

    :raises UnknownName: if there is no such cluster.
    """
    known = sorted({cluster for _, cluster in list_clusters(store)})
    for cluster in clusters or ():
        if cluster not in known:
            raise UnknownName("cluster", cluster, known)
    found = [
        Snapshot(
            iri=row["s"].value,
            cluster=row["cluster"].value.removeprefix(f"{BASE}id/cluster/"),
            case=row["case"].value,
            start=int(row["start"].value),
            end=int(row["end"].value),
            label_en=row["en"].value if "en" in row else "",
            label_ko=row["ko"].value if "ko" in row else "",
        )
        for row in store.select(_SNAPSHOTS)
    ]
    return [s for s in found if clusters is None or s.cluster in clusters]
