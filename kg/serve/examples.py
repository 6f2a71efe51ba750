"""The example queries of the pages; the name of each is a key of :data:`kg.serve.words.WORDS`."""

HELD_BACK = """\
SELECT ?cluster ?from ?to ?constraint ?verdict ?support WHERE {
  ?d a icl:Diagnosis ; icl:snapshot ?s ; icl:constraint ?c ;
     icl:verdict ?v ; icl:support ?support .
  VALUES ?v { <https://w3id.org/innocluster/scheme/verdict/indicated>
              <https://w3id.org/innocluster/scheme/verdict/tentative> }
  ?s icl:snapshotOf/rdfs:label ?cluster ; icl:startYear ?from ; icl:endYear ?to .
  ?c skos:prefLabel ?constraint .
  ?v skos:prefLabel ?verdict .
  FILTER(LANG(?cluster) = "en" && LANG(?constraint) = "en" && LANG(?verdict) = "en")
}
ORDER BY ?cluster ?from DESC(?support) ?constraint
"""

TO_FIND = """\
SELECT ?snapshot ?constraint ?criterion ?reason ?field ?more WHERE {
  ?d a icl:Diagnosis ; icl:snapshot ?snapshot ; icl:constraint ?c ; icl:missing ?m .
  ?m icl:missingCriterion ?criterion ; icl:missingReason ?reason .
  ?c skos:prefLabel ?constraint .
  FILTER(LANG(?constraint) = "en")
  OPTIONAL { ?m icl:field ?field }
  OPTIONAL { ?m icl:howMany ?more }
}
ORDER BY ?snapshot ?constraint ?criterion ?reason
"""

TIES_COUNTED = """\
SELECT DISTINCT ?snapshot ?index ?tie ?source WHERE {
  ?m a icl:Measurement ; icl:snapshot ?snapshot ; icl:value ?index ;
     icl:measure <https://w3id.org/innocluster/scheme/measure/m07> ;
     prov:wasDerivedFrom+ ?tie .
  ?tie icl:supportedByClaim/icl:statedIn/icl:source/dcterms:title ?source .
}
ORDER BY ?snapshot ?tie ?source
LIMIT 500
"""

MEASURED = """\
SELECT ?from ?to ?measure ?value ?numerator ?denominator WHERE {
  ?s icl:snapshotOf <https://w3id.org/innocluster/id/cluster/jura-watchmaking> ;
     icl:startYear ?from ; icl:endYear ?to .
  ?m a icl:Measurement ; icl:snapshot ?s ; icl:measure ?what .
  ?what skos:prefLabel ?measure .
  FILTER(LANG(?measure) = "en")
  OPTIONAL { ?m icl:value ?value }
  OPTIONAL { ?m icl:numerator ?numerator }
  OPTIONAL { ?m icl:denominator ?denominator }
}
ORDER BY ?from ?measure
"""

ONE_SOURCE = """\
SELECT ?title ?claim ?locator WHERE {
  { SELECT ?source (COUNT(?c) AS ?claims) WHERE { ?c icl:statedIn/icl:source ?source }
    GROUP BY ?source ORDER BY DESC(?claims) ?source LIMIT 1 }
  ?claim icl:statedIn ?locator .
  ?locator icl:source ?source .
  ?source dcterms:title ?title .
}
ORDER BY ?claim ?locator
"""

EXAMPLES = {
    "held_back": HELD_BACK,
    "ties_counted": TIES_COUNTED,
    "measured": MEASURED,
    "one_source": ONE_SOURCE,
    "to_find": TO_FIND,
}
