"""The WSGI application: ``granian --interface wsgi --factory server:create_app``."""

from kg.serve import create_app

__all__ = ["create_app"]
