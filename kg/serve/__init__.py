"""Serve: from the store to HTTP. A query passes the gate, runs in the engine and is answered whole.

:func:`create_app` gives a WSGI application over a finished build: ``/sparql`` speaks the SPARQL 1.1
Protocol, ``/`` shows the verdicts to people, and every IRI of ours can be looked up.
:func:`kg.serve.run.run` serves it.
"""

from kg.serve.app import create_app

__all__ = ["create_app"]
