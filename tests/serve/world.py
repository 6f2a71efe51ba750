"""A dataset small enough to count by hand: one cluster, two snapshots, two constraints."""

from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

ICL = "https://w3id.org/innocluster/"
GRAPHS = (
    "case/jura",
    "diagnoses/default",
    "diagnoses/strict",
    "measurements/default",
    "profile/default",
    "schemes",
    "sources",
    "user/me",
)

TRIG = """
@prefix icl: <https://w3id.org/innocluster/def/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix cluster: <https://w3id.org/innocluster/id/cluster/> .
@prefix snapshot: <https://w3id.org/innocluster/id/snapshot/jura-watchmaking/> .
@prefix tie: <https://w3id.org/innocluster/id/tie/> .
@prefix claim: <https://w3id.org/innocluster/id/claim/> .
@prefix locator: <https://w3id.org/innocluster/id/locator/> .
@prefix source: <https://w3id.org/innocluster/id/source/> .
@prefix d1: <https://w3id.org/innocluster/id/diagnosis/default/jura-watchmaking/1921-1928/> .
@prefix d2: <https://w3id.org/innocluster/id/diagnosis/default/jura-watchmaking/1929-1933/> .
@prefix s2: <https://w3id.org/innocluster/id/diagnosis/strict/jura-watchmaking/1929-1933/> .
@prefix verdict: <https://w3id.org/innocluster/scheme/verdict/> .
@prefix constraint: <https://w3id.org/innocluster/scheme/constraint/> .
@prefix measure: <https://w3id.org/innocluster/scheme/measure/> .
@prefix reason: <https://w3id.org/innocluster/scheme/missing-reason/> .
@prefix profile: <https://w3id.org/innocluster/profile/> .
@prefix criterion: <https://w3id.org/innocluster/profile/default/criterion/> .
@prefix missing: <https://w3id.org/innocluster/id/missing/> .
@prefix m: <https://w3id.org/innocluster/id/measurement/default/jura-watchmaking/1929-1933/> .
@prefix graph: <https://w3id.org/innocluster/graph/> .

<https://w3id.org/innocluster/graph/case/jura> {
  cluster:jura-watchmaking a icl:Cluster ; rdfs:label "Jura <watch> cluster"@en , "쥐라 시계 클러스터"@ko .
  snapshot:1929-1933 a icl:ClusterSnapshot ; icl:snapshotOf cluster:jura-watchmaking ;
    icl:startYear 1929 ; icl:endYear 1933 .
  snapshot:1921-1928 a icl:ClusterSnapshot ; icl:snapshotOf cluster:jura-watchmaking ;
    icl:startYear 1921 ; icl:endYear 1928 .
  tie:t1 a icl:Tie ; icl:supportedByClaim claim:c1 .
  tie:t2 a icl:Tie ; icl:supportedByClaim claim:c2 .
  claim:c1 a icl:Claim ; icl:statedIn locator:l1 .
  claim:c2 a icl:Claim ; icl:statedIn locator:l1 .
}
graph:sources {
  locator:l1 icl:source source:one ; icl:page "12" .
  source:one dcterms:title "A History of Watches" ; rdfs:seeAlso <javascript:alert(1)> , <http://example.org/one> .
}
graph:schemes {
  verdict:indicated skos:prefLabel "indicated"@en , "해당"@ko ; skos:definition "It holds."@en , "있다."@ko .
  verdict:tentative skos:prefLabel "tentative"@en , "잠정 해당"@ko .
  verdict:not-indicated skos:prefLabel "not indicated"@en , "비해당"@ko .
  verdict:not-assessable skos:prefLabel "not assessable"@en , "평가 불가"@ko .
  constraint:thinness skos:prefLabel "institutional thinness"@en , "제도적 빈약"@ko ; icl:displayOrder 1 .
  constraint:lock-in skos:prefLabel "institutional lock-in"@en , "제도적 고착"@ko ; icl:displayOrder 4 .
  measure:m07 skos:prefLabel "E-I index"@en , "외부–내부 지수"@ko .
  reason:too-few-coded skos:prefLabel "too few coded items"@en , "코딩된 항목 부족"@ko .
}
<https://w3id.org/innocluster/graph/profile/default> {
  criterion:low-trust skos:prefLabel "little trust"@en , "낮은 신뢰"@ko .
}
<https://w3id.org/innocluster/graph/measurements/default> {
  m:m07 a icl:Measurement ; icl:snapshot snapshot:1929-1933 ; icl:measure measure:m07 ;
    icl:value -0.5 ; icl:numerator 1 ; icl:denominator 4 ; prov:wasDerivedFrom tie:t1 , tie:t2 .
}
<https://w3id.org/innocluster/graph/diagnoses/default> {
  d1:thinness a icl:Diagnosis ; icl:snapshot snapshot:1921-1928 ; icl:constraint constraint:thinness ;
    icl:profile profile:default ; icl:verdict verdict:not-indicated ; icl:support 2 .
  d1:lock-in a icl:Diagnosis ; icl:snapshot snapshot:1921-1928 ; icl:constraint constraint:lock-in ;
    icl:profile profile:default ; icl:verdict verdict:not-assessable ; icl:support 0 ; icl:missing missing:x .
  missing:x a icl:MissingEvidence ; icl:missingCriterion criterion:low-trust ;
    icl:missingReason reason:too-few-coded ; icl:field "basis" ; icl:howMany 2 .
  d2:thinness a icl:Diagnosis ; icl:snapshot snapshot:1929-1933 ; icl:constraint constraint:thinness ;
    icl:profile profile:default ; icl:verdict verdict:indicated ; icl:support 4 .
  d2:lock-in a icl:Diagnosis ; icl:snapshot snapshot:1929-1933 ; icl:constraint constraint:lock-in ;
    icl:profile profile:default ; icl:verdict verdict:tentative ; icl:support 1 .
}
<https://w3id.org/innocluster/graph/diagnoses/strict> {
  s2:lock-in a icl:Diagnosis ; icl:snapshot snapshot:1929-1933 ; icl:constraint constraint:lock-in ;
    icl:profile profile:strict ; icl:verdict verdict:not-indicated ; icl:support 3 .
}
<https://w3id.org/innocluster/graph/user/me> {
  cluster:mine a icl:Cluster ; rdfs:label "Mine"@en .
}
"""  # noqa: E501


def write_world(folder: Path) -> Path:
    """Write the dataset as a build is written."""
    path = folder / "graph.nq"
    path.write_bytes(serialize(parse(TRIG, format=RdfFormat.TRIG), format=RdfFormat.N_QUADS) or b"")
    return path
