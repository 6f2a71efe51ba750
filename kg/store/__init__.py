"""Store: where triples are kept and SPARQL is run; embedded, with room for remote engines."""

from kg.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore"]
