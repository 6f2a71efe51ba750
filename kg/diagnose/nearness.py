"""Near misses: constraints that one criterion keeps from being met, and by how much."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass

from kg.console import Record
from kg.diagnose.trees import read_property
from kg.namespaces import BASE, ICL
from kg.store import EmbeddedStore

_LABELS = """
SELECT ?node ?label WHERE { ?node a ?kind ; skos:prefLabel ?label
  FILTER(?kind IN (icl:Criterion, skos:Concept) && LANG(?label) = ?lang) }"""


@dataclass(frozen=True)
class NearMiss:
    """One criterion that is all an alternative of a constraint lacks."""

    diagnosis: str
    """What ``kg explain`` takes: cluster/years/constraint."""
    verdict: str
    criterion: str
    status: str
    """``not-met`` where the evidence speaks against it, ``indeterminate`` where it is silent."""
    value: str
    margin: str
    """How far the value is from the threshold, below zero; empty where there is no value."""

    def as_record(self) -> Record:
        """Give it as a flat record."""
        return asdict(self)


def find_near_misses(
    store: EmbeddedStore, clusters: Collection[str], lang: str = "en"
) -> list[NearMiss]:
    """Find the constraints that are not met for want of one criterion; the nearest first.

    Where a group asks for some of several criteria and one more would do, each of them is told.
    """
    verdicts, based = read_property(store, "verdict"), _collect(store, "basedOn")
    statuses, needs = read_property(store, "status"), read_property(store, "atLeast")
    follows, reached = read_property(store, "followsGroup"), read_property(store, "groupStatus")
    criteria, tallies = read_property(store, "criterion"), read_property(store, "measurement")
    margins, values = read_property(store, "margin"), read_property(store, "value")
    query = _LABELS.replace("?lang", {"en": '"en"', "ko": '"ko"'}[lang])
    labels = {row["node"].value: row["label"].value for row in store.select(query)}
    found: dict[tuple[str, str], NearMiss] = {}
    for diagnosis, verdict in verdicts.items():
        name = diagnosis.removeprefix(f"{BASE}id/diagnosis/").partition("/")[2]
        word = verdict.rsplit("/", 1)[-1]
        if name.partition("/")[0] not in clusters or word in ("indicated", "tentative"):
            continue
        for alternative in based.get(diagnosis, ()):
            short = [g for g in based[alternative] if not reached[g].endswith("/met")]
            if len(short) != 1:
                continue
            results = based[short[0]]
            met = sum(statuses[r].endswith("/met") for r in results)
            if int(needs[follows[short[0]]]) - met != 1:
                continue
            for result in results:
                if not statuses[result].endswith("/met"):
                    criterion = criteria[result]
                    found[diagnosis, criterion] = NearMiss(
                        name,
                        word,
                        labels.get(criterion, criterion.rsplit("/", 1)[-1]),
                        statuses[result].rsplit("/", 1)[-1],
                        values.get(tallies[result], ""),
                        margins.get(result, ""),
                    )
    return sorted(found.values(), key=_nearest_first)


def _nearest_first(miss: NearMiss) -> tuple[bool, float, str]:
    """Put what the evidence speaks against first, by how little; then what it is silent on."""
    return (
        miss.status != "not-met" or not miss.margin,
        abs(float(miss.margin or 0)),
        miss.diagnosis,
    )


def _collect(store: EmbeddedStore, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for node, value in store.pairs(str(ICL[name])):
        found[node].append(value)
    return found
