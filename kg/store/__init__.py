"""Store: where triples are kept and SPARQL is run. Embedded here; the interface leaves room for remote engines."""

from kg.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore"]
