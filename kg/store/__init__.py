"""Store: where triples are kept and SPARQL is run: embedded, or on a remote engine."""

from kg.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore"]
