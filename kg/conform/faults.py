"""Faults: what breaks a shape, where it stands and how to mend it, in one line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kg.namespaces import BASE, PREFIXES

Severity = Literal["violation", "warning", "info"]

_IRI = re.compile(r"<?(https?://[^\s<>{}'\"()]*[^\s<>{}'\"().,:;])>?")
_WARNING = {"en": "warning", "ko": "주의"}


@dataclass(frozen=True)
class Fault:
    """A node that breaks a shape: where it stands, what is wrong and how to mend it."""

    file: Path | None
    """The file that states the node; none for what a build inferred."""
    line: int | None
    """The line of the triple at fault, else of its subject."""
    node: str
    path: str
    """The property at fault, or nothing if the node as a whole is."""
    value: str
    severity: Severity
    shape: str
    message: Mapping[str, str] = field(hash=False)
    """What is wrong and what to do, by language."""

    @property
    def order(self) -> tuple[str, int, str, str, str, str]:
        """Give what faults are sorted by: their place, then what they are about."""
        place = str(self.file or ""), self.line or 0
        return *place, self.node, self.path, self.shape, self.value


def render_fault(fault: Fault, lang: str = "en") -> str:
    """Write a fault in one line: file and line, node, property and value, what to do.

    >>> told = {"en": "A tie has exactly one kind of the list."}
    >>> tie, kind = BASE + "id/tie/t1", PREFIXES["icl"] + "tieKind"
    >>> fault = Fault(Path("a.ttl"), 8, tie, kind, "hires", "violation", "", told)
    >>> render_fault(fault)
    "a.ttl:8: tie t1, icl:tieKind 'hires': A tie has exactly one kind of the list."
    """
    parts = [shorten_path(fault.file) if fault.file else "", str(fault.line or "")]
    place = ":".join(part for part in parts if part)
    severity = _WARNING.get(lang, "warning") if fault.severity == "warning" else ""
    what = shorten_iri(fault.node)
    if fault.path:
        what += f", {shorten_iri(fault.path)}"
    if fault.value and fault.value != fault.node:
        what += f" '{shorten_iri(fault.value)}'"
    message = fault.message.get(lang) or fault.message.get("en", "")
    message = _IRI.sub(lambda match: shorten_iri(match[1]), message)
    return ": ".join(part for part in (place, severity, what, message) if part)


def shorten_iri(iri: str) -> str:
    """Give an IRI as readers know it: kind and key of an instance, prefixed name of a term.

    >>> shorten_iri(BASE + "id/tie/ju-t13-1"), shorten_iri(BASE + "scheme/tie-kind/supply")
    ('tie ju-t13-1', 'tie-kind:supply')
    """
    for space, between in (("id/", " "), ("scheme/", ":")):
        kind, _, key = iri.removeprefix(BASE + space).partition("/")
        if iri.startswith(BASE + space) and key:
            return f"{kind}{between}{key}"
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri


def shorten_path(file: Path) -> str:
    """Give a path as the user would write it: from the working directory, if it lies in there."""
    here, path = Path.cwd(), file.resolve()
    return str(path.relative_to(here) if path.is_relative_to(here) else file)
