"""Turtle as this project writes it: sorted, one subject a paragraph, no blank nodes.

The same triples always give the same text, so that files differ only where facts differ.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import BASE, PREFIXES

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = PREFIXES["xsd"]
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-]|\.(?=[A-Za-z0-9_\-]))*\Z")
_OWN = re.compile(re.escape(BASE) + r"(id|scheme)/([a-z0-9\-]+)/")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def render_turtle(triples: Iterable[Triple], comment: str = "") -> str:
    """Render triples as sorted Turtle, one subject a paragraph.

    Prefixes are those of the project plus one for each type of instance and each scheme in use;
    where a type and a scheme share their name, the scheme's prefix ends in ``-scheme``.

    :raises ValueError: on a blank node, which could not be written the same way twice.

    >>> actor, kind = BASE + "id/actor/eta", PREFIXES["icl"] + "Actor"
    >>> triple = Triple(NamedNode(actor), NamedNode(_TYPE), NamedNode(kind))
    >>> print(render_turtle([triple]).splitlines()[-1])
    actor:eta a icl:Actor .
    """
    by_subject: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    used: dict[str, str] = {}
    triples = list(triples)
    shared = _find_shared_names(triples)
    for triple in triples:
        subject = _render_term(triple.subject, used, shared)
        is_type = triple.predicate.value == _TYPE
        predicate = "a" if is_type else _render_term(triple.predicate, used, shared)
        by_subject[subject][predicate].add(_render_term(triple.object, used, shared))
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += [f"@prefix {name}: <{iri}> ." for name, iri in sorted(used.items())]
    for subject in sorted(by_subject):
        lines.append("")
        predicates = by_subject[subject]
        parts = [
            f"{predicate} {' , '.join(sorted(predicates[predicate]))}"
            for predicate in sorted(predicates, key=lambda p: (p != "a", p))
        ]
        lines.append(f"{subject} " + " ;\n    ".join(parts) + " .")
    return "\n".join(lines) + "\n"


def _find_shared_names(triples: Iterable[Triple]) -> set[str]:
    """Find the names that a type of instance and a scheme have in common."""
    spaces: dict[str, set[str]] = {"id": set(), "scheme": set()}
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            own = _OWN.match(term.value) if isinstance(term, NamedNode) else None
            if own:
                spaces[own[1]].add(own[2])
    return spaces["id"] & spaces["scheme"]


def _render_term(
    term: NamedNode | Literal | BlankNode | Triple, used: dict[str, str], shared: AbstractSet[str]
) -> str:
    if isinstance(term, NamedNode):
        return _render_iri(term.value, used, shared)
    if isinstance(term, Literal):
        return _render_literal(term, used)
    raise ValueError(f"a blank node cannot be written the same way twice: {term}")


def _render_iri(iri: str, used: dict[str, str], shared: AbstractSet[str] = frozenset()) -> str:
    own = _OWN.match(iri)
    if own and _LOCAL.match(iri[own.end() :]):
        name = own[2] + ("-scheme" if own[1] == "scheme" and own[2] in shared else "")
        used[name] = own[0]
        return f"{name}:{iri[own.end() :]}"
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
            used[name] = namespace
            return f"{name}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _render_literal(literal: Literal, used: dict[str, str]) -> str:
    kind = literal.datatype.value
    if kind == _XSD + "integer" and re.fullmatch(r"-?\d+", literal.value):
        return literal.value
    if kind == _XSD + "boolean" and literal.value in ("true", "false"):
        return literal.value
    if kind == _XSD + "decimal" and re.fullmatch(r"-?\d+\.\d+", literal.value):
        return literal.value
    text = '"' + "".join(_ESCAPES.get(c, c) for c in literal.value) + '"'
    if literal.language:
        return f"{text}@{literal.language}"
    return text if kind == _XSD + "string" else f"{text}^^{_render_iri(kind, used)}"
