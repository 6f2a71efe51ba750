"""Diagnoses beside what authors judge: who agrees with whom, and on which criteria it turned.

A diagnosis that differs from an author is a finding and no fault. Counts are given, no percentages:
there are few cases, and their authors are no sample.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pyoxigraph import NamedNode
from rich.table import Table

from kg.console import Record, render_table
from kg.diagnose.verdicts import in_language
from kg.namespaces import BASE, PROFILE
from kg.store import EmbeddedStore

OUTCOMES = ("agrees", "differs", "author-divided", "diagnosis-silent", "author-silent")

_FINDINGS = """
SELECT ?cluster ?f ?start ?end ?constraint ?constraintName ?outcome ?assessment ?claimant
  ?judgementName WHERE {
  ?f a icl:AgreementFinding ; icl:onConstraint ?constraint ; icl:outcome ?outcome .
  ?constraint skos:prefLabel ?constraintName ; icl:displayOrder ?order .
  { ?f icl:snapshot ?s . ?s icl:snapshotOf ?cluster ; icl:startYear ?start ; icl:endYear ?end }
  UNION { ?f icl:onCluster ?cluster }
  OPTIONAL { ?f icl:comparesAssessment ?assessment .
    ?assessment icl:claimant ?claimant ; icl:judgement/skos:prefLabel ?judgementName .
    FILTER(LANG(?judgementName) = ?lang) }
  FILTER(LANG(?constraintName) = ?lang)
} ORDER BY ?cluster ?order ?start ?claimant ?f"""
_DIAGNOSES = """
SELECT ?f ?d ?start ?end ?verdictName ?turned WHERE {
  ?f a icl:AgreementFinding ; icl:forDiagnosis ?d .
  ?d icl:verdict/skos:prefLabel ?verdictName ; icl:snapshot ?s .
  ?s icl:startYear ?start ; icl:endYear ?end .
  OPTIONAL { ?d icl:turnsOn/icl:criterion/skos:prefLabel ?turned . FILTER(LANG(?turned) = ?lang) }
  FILTER(LANG(?verdictName) = ?lang) } ORDER BY ?f ?start ?turned"""
_TUNED = """
SELECT ?p ?text WHERE { ?p a icl:Profile ; icl:tunedOnCases ?text
  FILTER(LANG(?text) = ?lang) }"""
_OPPOSED = """
SELECT ?cluster ?constraintName ?order ?one ?other WHERE {
  ?a a icl:AuthorAssessment ; icl:cluster ?cluster ; icl:assessedConcept ?constraint ;
    icl:judgement <https://w3id.org/innocluster/scheme/judgement/affirms> ; icl:claimant ?one .
  ?b a icl:AuthorAssessment ; icl:cluster ?cluster ; icl:assessedConcept ?constraint ;
    icl:judgement <https://w3id.org/innocluster/scheme/judgement/denies> ; icl:claimant ?other .
  ?constraint icl:displayOrder ?order ; skos:prefLabel ?constraintName .
  OPTIONAL { ?a icl:startYear ?aFrom } OPTIONAL { ?b icl:endYear ?bTo }
  OPTIONAL { ?b icl:startYear ?bFrom } OPTIONAL { ?a icl:endYear ?aTo }
  FILTER(COALESCE(?aFrom, 0) <= COALESCE(?bTo, 9999) && COALESCE(?bFrom, 0) <= COALESCE(?aTo, 9999))
  FILTER(LANG(?constraintName) = ?lang) } ORDER BY ?cluster ?order ?one ?other"""


@dataclass(frozen=True)
class Agreement:
    """How a diagnosis and an author stand to each other."""

    cluster: str
    years: str
    """The snapshot, or nothing for an assessment that names no time."""
    constraint: str
    claimant: str
    """Nothing where authors are silent."""
    judgement: str
    verdict: str
    outcome: str
    """The word of the scheme."""
    turned_on: str
    """The criteria that decided."""

    def as_record(self) -> Record:
        """Give it as a flat record."""
        return asdict(self)


@dataclass(frozen=True)
class Opposition:
    """Two authors of whom one affirms what the other denies, for times that meet."""

    cluster: str
    constraint: str
    affirms: str
    denies: str


def list_agreement(
    store: EmbeddedStore, clusters: Sequence[str], lang: str = "en"
) -> list[Agreement]:
    """List what was found for clusters, constraint by constraint."""
    wanted = {f"{BASE}id/cluster/{cluster}" for cluster in clusters}
    verdicts: dict[str, dict[str, str]] = {}
    turned: dict[str, dict[str, None]] = {}
    for row in store.select(in_language(_DIAGNOSES, lang)):
        years = f"{row['start'].value}-{row['end'].value}"
        verdicts.setdefault(row["f"].value, {})[years] = row["verdictName"].value
        if "turned" in row:
            turned.setdefault(row["f"].value, {})[row["turned"].value] = None
    found = []
    for row in store.select(in_language(_FINDINGS, lang)):
        if row["cluster"].value not in wanted:
            continue
        dated = "start" in row
        told = verdicts.get(row["f"].value, {})
        found.append(
            Agreement(
                cluster=row["cluster"].value.rsplit("/", 1)[-1],
                years=f"{row['start'].value}-{row['end'].value}" if dated else "",
                constraint=row["constraintName"].value,
                claimant=row["claimant"].value if "claimant" in row else "",
                judgement=row["judgementName"].value if "judgementName" in row else "",
                verdict=_tell(told, dated),
                outcome=row["outcome"].value.rsplit("/", 1)[-1],
                turned_on="; ".join(turned.get(row["f"].value, {})),
            )
        )
    return found


def _tell(verdicts: dict[str, str], dated: bool) -> str:
    if dated:
        return "".join(verdicts.values())
    return "; ".join(f"{years} {verdict}" for years, verdict in verdicts.items())


def list_oppositions(
    store: EmbeddedStore, clusters: Sequence[str], lang: str = "en"
) -> list[Opposition]:
    """List the authors who contradict each other on a constraint."""
    wanted = {f"{BASE}id/cluster/{cluster}" for cluster in clusters}
    return [
        Opposition(
            row["cluster"].value.rsplit("/", 1)[-1],
            row["constraintName"].value,
            row["one"].value,
            row["other"].value,
        )
        for row in store.select(in_language(_OPPOSED, lang))
        if row["cluster"].value in wanted
    ]


def find_tuning(store: EmbeddedStore, profile: str, lang: str = "en") -> str:
    """Give what the profile says of revisions made in view of cases, or nothing."""
    rows = store.select(in_language(_TUNED, lang), {"p": NamedNode(str(PROFILE[profile]))})
    return rows[0]["text"].value if rows else ""


_WORDS = {
    "en": {
        "agrees": "agrees",
        "differs": "differs",
        "author-divided": "author divided",
        "diagnosis-silent": "diagnosis silent",
        "author-silent": "authors silent",
        "cluster": "cluster",
        "years": "years",
        "constraint": "constraint",
        "claimant": "author",
        "judgement": "judges",
        "verdict": "diagnosis",
        "outcome": "outcome",
        "turned_on": "it turned on",
        "undated": "(no time told)",
        "opposed": "authors who contradict each other",
        "against": "{constraint}: {one} affirms, {other} denies",
        "none": "no author judges a constraint here",
        "note": "counts, not rates: few cases, whose authors are no sample",
    },
    "ko": {
        "agrees": "일치",
        "differs": "불일치",
        "author-divided": "연구자 판단 유보",
        "diagnosis-silent": "진단 침묵",
        "author-silent": "연구자 침묵",
        "cluster": "클러스터",
        "years": "연도",
        "constraint": "제약",
        "claimant": "연구자",
        "judgement": "판단",
        "verdict": "진단",
        "outcome": "결과",
        "turned_on": "결정적 기준",
        "undated": "(시기 미상)",
        "opposed": "서로 반대되는 연구자",
        "against": "{constraint}: {one} 긍정, {other} 부정",
        "none": "여기에는 제약을 판단한 연구자가 없음",
        "note": "사례가 적고 연구자가 표본이 아니므로 비율이 아닌 건수를 제시함",
    },
}


def render_agreement(
    found: Sequence[Agreement],
    oppositions: Sequence[Opposition],
    tuning: str,
    lang: str = "en",
) -> str:
    """Render counts by cluster, then each judgement with the diagnosis it was held against."""
    words = _WORDS[lang]
    counts = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("cluster", *OUTCOMES):
        counts.add_column(words[name])
    for cluster in dict.fromkeys(a.cluster for a in found):
        tally = Counter(a.outcome for a in found if a.cluster == cluster)
        counts.add_row(cluster, *(str(tally[outcome]) for outcome in OUTCOMES))
    judged = [a for a in found if a.claimant]
    rows = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("cluster", "years", "constraint", "claimant", "judgement", "verdict", "outcome")
    for name in (*columns, "turned_on"):
        rows.add_column(words[name], overflow="fold")
    for a in judged:
        outcome = words[a.outcome]
        cells = (a.constraint, a.claimant, a.judgement, a.verdict, outcome, a.turned_on)
        rows.add_row(a.cluster, a.years or words["undated"], *cells)
    parts = [render_table(counts), words["note"]]
    if tuning:
        parts.append(tuning)
    parts += ["", render_table(rows) if judged else words["none"]]
    if oppositions:
        parts += [words["opposed"]]
        parts += [
            f"  {o.cluster}: "
            + words["against"].format(constraint=o.constraint, one=o.affirms, other=o.denies)
            for o in oppositions
        ]
    return "\n".join(parts).rstrip() + "\n"
