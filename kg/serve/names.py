"""Names for people: labels in their language, short IRIs, and links that stay on this server."""

from pyoxigraph import Literal, NamedNode

from kg.namespaces import BASE, DCTERMS, PREFIXES, RDFS, SKOS
from kg.store import EmbeddedStore

_LABELS = (str(SKOS.prefLabel), str(RDFS.label), str(DCTERMS.title))


class Names:
    """Labels of a store that does not change, looked up once each."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._found: dict[tuple[str, str], str] = {}

    def find_label(self, iri: str, language: str) -> str:
        """Find a label: in the language, else in English, else any, else the short IRI."""
        key = (iri, language)
        if key not in self._found:
            self._found[key] = self._find(iri, language)
        return self._found[key]

    def _find(self, iri: str, language: str) -> str:
        labels = [
            label
            for predicate in _LABELS
            for label in self._store.objects(iri, predicate)
            if isinstance(label, Literal)
        ]
        for wished in (language, "en", None):
            for label in labels:
                if label.language == wished:
                    return label.value
        return labels[0].value if labels else shorten(iri)


def shorten(iri: str) -> str:
    """Shorten an IRI with the project's prefixes, for reading.

    >>> shorten("https://w3id.org/innocluster/id/cluster/jura-watchmaking"), shorten("urn:x")
    ('id:cluster/jura-watchmaking', 'urn:x')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(BASE) if iri != BASE else iri


def find_link(iri: str) -> str | None:
    """Find where a page may link for an IRI: here for ours, outside for HTTP, else nowhere.

    >>> find_link("https://w3id.org/innocluster/def/Cluster"), find_link("javascript:alert(1)")
    ('/def/Cluster', None)
    """
    if iri.startswith(BASE):
        return "/" + iri.removeprefix(BASE)
    return iri if iri.startswith(("http://", "https://")) else None


def is_iri(text: str) -> bool:
    """Say whether a text is an absolute IRI.

    >>> is_iri("http://example.org/a"), is_iri("http://exa mple/")
    (True, False)
    """
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
