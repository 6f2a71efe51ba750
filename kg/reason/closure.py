"""The closure of the ontology over the data: what OWL 2 RL entails of it, as far as it is used.

Types up the class hierarchy, sub-properties, inverses, symmetric and transitive properties, chains
of two and restrictions by value; neither domains nor ranges, which would type wrong data into
shape.
"""

from pyoxigraph import Triple

from kg.store import EmbeddedStore

_QUERIES = {
    "subclass": """
        CONSTRUCT { ?x a ?super } WHERE {
          ?class rdfs:subClassOf+ ?super . FILTER(isIRI(?super)) ?x a ?class }""",
    "restriction by value": """
        CONSTRUCT { ?x a ?super } WHERE {
          ?restriction owl:onProperty ?p ; owl:hasValue ?value ; rdfs:subClassOf ?super .
          ?x ?p ?value }""",
    "sub-property": """
        CONSTRUCT { ?x ?super ?y } WHERE { ?p rdfs:subPropertyOf+ ?super . ?x ?p ?y }""",
    "inverse": """
        CONSTRUCT { ?y ?q ?x } WHERE {
          { ?p owl:inverseOf ?q } UNION { ?q owl:inverseOf ?p } ?x ?p ?y .
          FILTER(!isLiteral(?y)) }""",
    "symmetric": """
        CONSTRUCT { ?y ?p ?x } WHERE { ?p a owl:SymmetricProperty . ?x ?p ?y }""",
    "transitive": """
        CONSTRUCT { ?x ?p ?z } WHERE { ?p a owl:TransitiveProperty . ?x ?p ?y . ?y ?p ?z }""",
    "chain": """
        CONSTRUCT { ?x ?p ?z } WHERE {
          ?p owl:propertyChainAxiom ?list . ?list rdf:first ?p1 ; rdf:rest ?rest .
          ?rest rdf:first ?p2 ; rdf:rest rdf:nil . ?x ?p1 ?y . ?y ?p2 ?z }""",
}


def infer_closure(store: EmbeddedStore) -> list[Triple]:
    """Infer what the ontology entails of the data in the default graph of a scratch store.

    The new triples are added to that graph until nothing more follows, and returned.
    """
    inferred: list[Triple] = []
    while True:
        found = [triple for query in _QUERIES.values() for triple in store.construct(query)]
        new = store.add_new(found)
        if not new:
            return inferred
        inferred += new
