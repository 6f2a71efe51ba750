"""The closure of the ontology over the data: what OWL 2 RL entails of it, as far as it is used.

It is as large as the rules and queries need and no larger: full OWL 2 RL more than doubles the
data. What the ontology may say is therefore one of two lists, :data:`COVERED` and
:data:`LEFT_OUT`; a test demands that it says nothing else, and that for what is covered an
implementation of OWL 2 RL gives the same triples.
"""

from pyoxigraph import Triple

from kg.store import EmbeddedStore

COVERED = {
    "rdfs:subClassOf": "an instance of a class is one of every named class above it",
    "owl:hasValue": "what has the value is an instance of the classes above the restriction",
    "rdfs:subPropertyOf": "what a property relates, every property above it relates",
    "owl:inverseOf": "read in both directions",
    "owl:SymmetricProperty": "what it relates, it relates the other way round",
    "owl:TransitiveProperty": "two steps in a row make one",
    "owl:propertyChainAxiom": "of two properties: a step of each in a row makes one of the whole",
}
"""What the ontology says that the closure follows, and what follows from it."""
LEFT_OUT = {
    "rdfs:domain": "would type wrong data into shape before the shapes see it",
    "rdfs:range": "as a domain",
    "owl:FunctionalProperty": "two values are a fault to report, not one thing with two names",
    "owl:disjointWith": "entails nothing; a breach makes the ontology inconsistent (HermiT)",
    "owl:AllDisjointClasses": "as disjointWith",
}
"""What the ontology says that the closure passes over, and why."""

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

    The new triples are added to that graph until nothing more follows, and returned. Hierarchies
    themselves are not closed: what is said of classes and properties stays as it is written.

    >>> from pyoxigraph import NamedNode
    >>> from kg.namespaces import ICL, RDF, RDFS
    >>> a = NamedNode(str(RDF.type))
    >>> cartel, body, one = (NamedNode(str(ICL[name])) for name in ("Cartel", "Body", "one"))
    >>> store = EmbeddedStore()
    >>> store.add([Triple(cartel, NamedNode(str(RDFS.subClassOf)), body), Triple(one, a, cartel)])
    >>> infer_closure(store) == [Triple(one, a, body)]
    True
    """
    inferred: list[Triple] = []
    while True:
        found = [triple for query in _QUERIES.values() for triple in store.construct(query)]
        new = store.add_new(found)
        if not new:
            return inferred
        inferred += new
