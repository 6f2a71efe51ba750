"""Where the shipped ontology, data and queries lie: beside the package, in a wheel inside it."""

import hashlib
import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from kg import __version__

PACKAGE = Path(__file__).resolve().parent
_BUNDLED = PACKAGE / "bundled"


def find_root() -> Path:
    """Give the folder that holds ``ontology``, ``data`` and ``queries``.

    >>> (find_root() / "ontology" / "core.ttl").exists()
    True
    """
    return _BUNDLED if _BUNDLED.is_dir() else PACKAGE.parent


def ontology_dir() -> Path:
    """Give the folder of the ontology, schemes, profiles, shapes and rules."""
    return find_root() / "ontology"


def profiles_dir() -> Path:
    """Give the folder of the shipped profiles."""
    return ontology_dir() / "profiles"


def data_dir() -> Path:
    """Give the folder of the shipped cases."""
    return find_root() / "data"


def queries_dir() -> Path:
    """Give the folder of the query library and the checks."""
    return find_root() / "queries"


def cache_dir() -> Path:
    """Give the folder that holds finished builds: ``KG_CACHE``, else the user's cache."""
    chosen = os.environ.get("KG_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "innocluster"


def hash_files(paths: list[Path]) -> str:
    """Hash files with their names and folders, in the order given, and what they are built with.

    >>> len(hash_files([]))
    64
    """
    engines = [f"{name} {version(name)}" for name in ("pyoxigraph", "networkx", "rdflib")]
    digest = hashlib.sha256(f"{__version__} {engines}".encode())
    for path in paths:
        digest.update(f"{path.parent.name}/{path.name}".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def hash_contents(paths: Iterable[Path]) -> str:
    """Hash what files say, in the order given, whatever folder they lie in."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
