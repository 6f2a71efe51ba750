"""The description of the service, in SPARQL 1.1 Service Description: true claims and no others."""

import io

from pyoxigraph import Literal, NamedNode, Triple

from kg.serve.names import is_iri
from kg.store import EmbeddedStore
from kg.store.results import write_triples

DESCRIPTION_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
)
_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {
    "sd": _SD,
    "void": _VOID,
    "formats": _FORMATS,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COMMENT = NamedNode(_PREFIXES["rdfs"] + "comment")
_INTEGER = NamedNode(_PREFIXES["xsd"] + "integer")
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
_DEFAULT_GRAPH = (
    "A copy of every triple of the named graphs, but for graphs of users and for what was inferred "
    "under another profile than 'default'. It is not the union of the named graphs.",
    "사용자 그래프와 'default'가 아닌 프로파일로 추론한 것을 뺀, "
    "이름 있는 그래프의 모든 트리플의 사본. 이름 있는 그래프 전체의 합집합은 아니다.",
)


class Describer:
    """Describes the endpoint over a store that does not change."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._sizes: dict[str, int] | None = None

    def render(self, endpoint: str, media_type: str) -> bytes:
        """Render the description of the endpoint at an address."""
        output = io.BytesIO()
        address = endpoint if is_iri(endpoint) else "http://localhost/sparql"
        write_triples(self._describe(address), output, media_type, _PREFIXES)
        return output.getvalue()

    def _describe(self, endpoint: str) -> list[Triple]:
        service, dataset, default = (
            NamedNode(endpoint + part) for part in ("#service", "#dataset", "#default")
        )
        triples = [
            Triple(service, _TYPE, _sd("Service")),
            Triple(service, _sd("endpoint"), NamedNode(endpoint)),
            Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
            Triple(service, _sd("defaultDataset"), dataset),
            *(
                Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name))
                for name in _RESULT_FORMATS
            ),
            Triple(dataset, _TYPE, _sd("Dataset")),
            Triple(dataset, _sd("defaultGraph"), default),
            Triple(default, _TYPE, _sd("Graph")),
            *(
                Triple(default, _COMMENT, Literal(text, language=language))
                for text, language in zip(_DEFAULT_GRAPH, ("en", "ko"), strict=True)
            ),
        ]
        for place, (name, size) in enumerate(self._count().items()):
            graph = NamedNode(f"{endpoint}#graph-{place}") if name else default
            triples.append(
                Triple(graph, NamedNode(_VOID + "triples"), Literal(str(size), datatype=_INTEGER))
            )
            if name:
                named = NamedNode(f"{endpoint}#named-{place}")
                triples += [
                    Triple(dataset, _sd("namedGraph"), named),
                    Triple(named, _TYPE, _sd("NamedGraph")),
                    Triple(named, _sd("name"), NamedNode(name)),
                    Triple(named, _sd("graph"), graph),
                    Triple(graph, _TYPE, _sd("Graph")),
                ]
        return triples

    def _count(self) -> dict[str, int]:
        """Count the triples of the default graph, under the empty name, and of each named one."""
        if self._sizes is None:
            sizes = {"": self._store.count_triples()}
            sizes.update((name, self._store.count_triples(name)) for name in self._store.graphs())
            self._sizes = sizes
        return self._sizes


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
