"""The namespaces of the graph and the IRIs minted in it."""

import re
import unicodedata

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/innocluster/"
ICL = Namespace(BASE + "def/")
SCHEME = Namespace(BASE + "scheme/")
ID = Namespace(BASE + "id/")
GRAPH = Namespace(BASE + "graph/")
PROFILE = Namespace(BASE + "profile/")
RULE = Namespace(BASE + "rule/")
ONTOLOGY = Namespace(BASE + "ontology/")
PARAMETER = Namespace(BASE + "parameter/")
CRITERION = Namespace(BASE + "criterion/")

PROV = Namespace("http://www.w3.org/ns/prov#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SH = Namespace("http://www.w3.org/ns/shacl#")

PREFIXES: dict[str, str] = {
    "icl": str(ICL),
    "scheme": str(SCHEME),
    "id": str(ID),
    "profile": str(PROFILE),
    "rule": str(RULE),
    "prov": str(PROV),
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "rdfs": str(RDFS),
    "rdf": str(RDF),
    "owl": str(OWL),
    "xsd": str(XSD),
    "sh": str(SH),
}
"""The prefixes every query, rule and file of the project uses."""


def slugify(text: str) -> str:
    """Make the ASCII slug of a name: lower case, hyphens between words.

    >>> slugify("JU-T13.1"), slugify("Ébauches S.A.")
    ('ju-t13-1', 'ebauches-s-a')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def mint_id(kind: str, slug: str) -> URIRef:
    """Mint the IRI of an instance.

    >>> str(mint_id("actor", "ebauches-sa"))
    'https://w3id.org/innocluster/id/actor/ebauches-sa'
    """
    return ID[f"{kind}/{slug}"]


def mint_concept(scheme: str, word: str) -> URIRef:
    """Mint the IRI of a concept in a scheme.

    >>> str(mint_concept("tie-kind", "supply"))
    'https://w3id.org/innocluster/scheme/tie-kind/supply'
    """
    return SCHEME[f"{scheme}/{word}"]
