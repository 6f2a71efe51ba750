"""A profile as its file states it, with what it takes over from the profile it extends.

A profile of one's own need only state what is different: it names the profile it extends, and
restates the parts it changes, property by property. What it does not restate it takes over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import SourceError, UnknownName
from kg.namespaces import ICL, PROFILE, RDF, SKOS, XSD
from kg.read.files import read_turtle
from kg.resources import profiles_dir

_TYPE = str(RDF.type)
_OF_THE_FILE = {
    str(SKOS.notation),
    str(SKOS.prefLabel),
    str(SKOS.definition),
    *(str(ICL[name]) for name in ("profileVersion", "extendsProfile")),
}
"""What a profile says of itself and never of one that extends it."""
_FIXED = {
    str(ICL[name])
    for name in ("parameterValue", "sweepFrom", "sweepTo", "sweepStep", "displayValue")
}
"""What a parameter no longer has when it takes its value from other snapshots."""


@dataclass(frozen=True)
class Profile:
    """A profile, whole: what its rules will read."""

    name: str
    path: Path
    triples: tuple[Triple, ...]

    @property
    def is_certain(self) -> bool:
        """Say whether it leaves uncertain claims out."""
        return any(t.predicate.value == str(ICL.leavesOut) for t in self.triples)

    @property
    def quartiles(self) -> dict[str, str]:
        """Give the parameters whose value is a quartile, with which one."""
        return {
            _iri(t.subject): _iri(t.object).rsplit("/", 1)[-1]
            for t in self.triples
            if t.predicate.value == str(ICL.quartile)
        }


def list_profiles() -> dict[str, Path]:
    """Give the shipped profiles by name, ``default`` first, as the others extend it."""
    paths = sorted(profiles_dir().glob("*.ttl"), key=lambda p: (p.stem != "default", p.stem))
    return {path.stem: path for path in paths}


def find_profile(name: str) -> Path:
    """Find a profile by the name of a shipped one, or by the path of a file.

    :raises UnknownName: if there is neither.
    """
    shipped = list_profiles()
    if name in shipped:
        return shipped[name]
    if name.endswith(".ttl") or Path(name).exists():
        return Path(name)
    raise UnknownName("profile", name, list(shipped))


def read_profile(path: Path, extending: tuple[Path, ...] = ()) -> Profile:
    """Read a profile and what it takes over.

    :param extending: the profiles on the way here, which it must not extend in turn.
    :raises SourceError: if it is not Turtle, describes no profile or two, or extends itself or one
        that is not shipped.
    """
    own = read_turtle(path)
    node = _find_node(path, own)
    name = node.removeprefix(str(PROFILE))
    shipped = list_profiles()
    if name in shipped and path.resolve() != shipped[name].resolve():
        told = f"'{name}' is the name of a shipped profile; give yours another"
        raise SourceError(path, None, told)
    bases = [
        _iri(t.object)
        for t in own
        if _iri(t.subject) == node and t.predicate.value == str(ICL.extendsProfile)
    ]
    if not bases:
        return Profile(name, path, tuple(own))
    base = bases[0].removeprefix(str(PROFILE))
    if len(bases) > 1 or base not in shipped or shipped[base] in (path, *extending):
        told = f"icl:extendsProfile names one of {', '.join(shipped)}, and not the profile itself"
        raise SourceError(path, None, told)
    taken = read_profile(shipped[base], (*extending, path)).triples
    return Profile(name, path, tuple(_merge(own, _rename(taken, base, name), node)))


def _find_node(path: Path, triples: list[Triple]) -> str:
    found = {
        _iri(t.subject)
        for t in triples
        if t.predicate.value == _TYPE and _iri(t.object) == str(ICL.Profile)
    }
    if len(found) != 1:
        told = f"describes {len(found)} profiles; a file has one node of class icl:Profile"
        raise SourceError(path, None, told)
    node = found.pop()
    if not re.fullmatch(re.escape(str(PROFILE)) + "[a-z0-9]+(-[a-z0-9]+)*", node):
        told = f"the profile {node} must be called {PROFILE} and a word of letters, digits, hyphens"
        raise SourceError(path, None, told)
    return node


def _rename(triples: tuple[Triple, ...], old: str, new: str) -> list[Triple]:
    """Give the parts of one profile as parts of another."""
    head, whole = f"{PROFILE}{old}/", f"{PROFILE}{old}"

    def renamed(term: object) -> NamedNode | Literal:
        if isinstance(term, NamedNode):
            if term.value == whole:
                return NamedNode(f"{PROFILE}{new}")
            if term.value.startswith(head):
                return NamedNode(f"{PROFILE}{new}/{term.value.removeprefix(head)}")
        return term  # type: ignore[return-value]  # a profile holds IRIs and literals

    return [Triple(renamed(t.subject), t.predicate, renamed(t.object)) for t in triples]  # type: ignore[arg-type]  # a subject is no literal


def _merge(own: list[Triple], taken: list[Triple], node: str) -> list[Triple]:
    """Put what is restated in the place of what is taken over."""
    restated = {(_iri(t.subject), t.predicate.value) for t in own}
    by_quartile = {s for s, p in restated if p == str(ICL.quartile)}
    shown = str(ICL.displayValue)
    valued = {s for s, p in restated if p == str(ICL.parameterValue) and (s, shown) not in restated}

    def stays(t: Triple) -> bool:
        subject, predicate = _iri(t.subject), t.predicate.value
        return (
            (subject, predicate) not in restated
            and not (subject == node and predicate in _OF_THE_FILE)
            and not (subject in by_quartile and predicate in _FIXED)
            and not (subject in valued and predicate == shown)
        )

    numbers = {
        _iri(t.subject): int(t.object.value)
        for t in own
        if t.predicate.value == str(ICL.parameterValue)
        and isinstance(t.object, Literal)
        and re.fullmatch(r"-?\d+", t.object.value)  # a shape tells of what is no number
    }
    shows = {_iri(t.subject) for t in taken if t.predicate.value == shown} & valued
    again = [show_balance(s, numbers[s]) for s in sorted(shows & numbers.keys())]
    return [*own, *(_widen(t, numbers) for t in taken if stays(t)), *again]


def _widen(t: Triple, numbers: Mapping[str, int]) -> Triple:
    """Let the range that is taken over reach to the number that is restated."""
    end = {str(ICL.sweepFrom): min, str(ICL.sweepTo): max}.get(t.predicate.value)
    number = numbers.get(_iri(t.subject))
    if end is None or number is None or not isinstance(t.object, Literal):
        return t
    return Triple(t.subject, t.predicate, Literal(end(number, int(t.object.value))))


def show_balance(parameter: str, per_mille: int) -> Triple:
    """Show a share per mille as readers know it from the E-I index, which runs from -1 to 1.

    >>> show_balance("https://w3id.org/innocluster/profile/x/parameter/y", 300).object.value
    '-0.4'
    """
    text = str(Decimal(2 * per_mille - 1000).scaleb(-3).normalize())
    value = Literal(text, datatype=NamedNode(str(XSD.decimal)))
    return Triple(NamedNode(parameter), NamedNode(str(ICL.displayValue)), value)


def resolve_quartiles(profile: Profile, values: Mapping[str, tuple[int | None, int]]) -> Profile:
    """Give a profile with the numbers that come from the snapshots it compares with.

    :param values: by parameter that is a quartile, its value (``None`` if there is none, so that
        its criterion stays indeterminate) and the number of snapshots behind it.
    """
    displayed = {
        _iri(t.subject) for t in profile.triples if t.predicate.value == str(ICL.displayName)
    }
    found: list[Triple] = []
    for parameter, (value, count) in sorted(values.items()):
        node = NamedNode(parameter)
        found.append(Triple(node, NamedNode(str(ICL.referenceCount)), Literal(count)))
        if value is not None:
            found.append(Triple(node, NamedNode(str(ICL.parameterValue)), Literal(value)))
            if parameter in displayed:
                found.append(show_balance(parameter, value))
    return Profile(profile.name, profile.path, (*profile.triples, *found))


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
