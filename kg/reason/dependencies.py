"""What a rule concludes and what it reads, as kinds of triples; the strata follow from it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kg.reason.patterns import TYPE, TriplePattern, read_statements
from kg.reason.rules import Rule
from kg.reason.scopes import is_grouped, list_projected
from kg.reason.syntax import Group, list_terms, read_groups, tokenize

_TYPE = TYPE[1:-1]
Classes = dict[str, frozenset[str]]
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


@dataclass(frozen=True, order=True)
class Key:
    """Triples of one kind: a predicate, the class for ``rdf:type``, the subject's class if told."""

    predicate: str
    value: str = ""
    subject: str = ""
    with_subclasses: bool = False
    """Whether instances of subclasses are read too, as those of a target are."""

    @property
    def name(self) -> str:
        """What a person calls these triples: the last parts of their names.

        >>> Key("http://example.org/size", "", "http://example.org/Actor").name
        'Actor size'
        """
        parts = (self.subject, self.predicate, self.value)
        return " ".join(p.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for p in parts if p)


@dataclass(frozen=True)
class Dependencies:
    """What a rule concludes, and what it reads: as it comes, or only when complete."""

    concludes: frozenset[Key]
    reads: frozenset[Key]
    needs_complete: frozenset[Key]


@dataclass(frozen=True)
class ReadPattern:
    """A triple pattern that a rule reads."""

    triple: TriplePattern
    is_complete: bool
    """Whether more such triples could take a conclusion back: so it is where something is negated,
    counted or optional."""
    is_certain: bool
    """Whether every conclusion rests on it, and so none of its triples is a new one: so it is in
    the outer pattern, and in a sub-select joined with that if it hands out all the variables."""
    classes: Classes
    """The classes that the variables are known to be of wherever this pattern matters."""


def read_dependencies(rule: Rule) -> Dependencies:
    """Read from a rule what it concludes and what it reads.

    :raises RuleError: if the rule has a variable predicate, which would read or conclude anything.
    """
    template, patterns = read_patterns(rule)
    head = {"?this": {rule.target_class}} if rule.target_class else {}
    certain = {pattern.triple for pattern in patterns if pattern.is_certain}
    for triple in (*certain, *template):
        _add_class(triple, head)
    concludes: set[Key] = set()
    for triple in template:
        if triple not in certain:
            concludes |= set(_list_keys(rule, triple, head.get(triple.subject, ()), "conclude"))
    reads, complete = set(_list_target_keys(rule)), set(_list_shape_keys(rule))
    for pattern in patterns:
        known = set(pattern.classes.get(pattern.triple.subject, ()))
        keys = set(_list_keys(rule, pattern.triple, known, "read"))
        reads |= keys
        complete |= keys if pattern.is_complete else set()
    return Dependencies(frozenset(concludes), frozenset(reads | complete), frozenset(complete))


def read_patterns(rule: Rule) -> tuple[list[TriplePattern], list[ReadPattern]]:
    """Read the triple patterns of a rule: what it writes, and what it reads and how.

    >>> text = "CONSTRUCT { $this ex:p ?x } WHERE { $this ex:q ?x OPTIONAL { ?x ex:r ?y } }"
    >>> _, read = read_patterns(Rule("e:r", "r", (), 1, text, (("ex", "e:"),)))
    >>> [(p.triple.predicates[0], p.is_complete) for p in read]
    [('<e:q>', False), ('<e:r>', True)]
    """
    groups = read_groups(rule.construct)
    prefixes = dict(rule.prefixes)
    template, pattern = groups[0], groups[-1]  # the same for CONSTRUCT WHERE { … }
    known = {"?this": frozenset((rule.target_class,))} if rule.target_class else {}
    cut = bool({t.keyword for t in tokenize(rule.construct)} & {"LIMIT", "OFFSET"})
    every = frozenset(t.variable for t in tokenize(rule.construct))
    read = list(_read_group(pattern, prefixes, known, cut, every))
    return read_statements(template, prefixes).triples, read


def _read_group(
    group: Group,
    prefixes: Mapping[str, str],
    known: Classes,
    complete: bool,
    shared: frozenset[str] | None,
) -> Iterator[ReadPattern]:
    """Give the patterns of a group and those inside it.

    What is stated around a group holds of its variables too: whatever is of another class joins
    with nothing. Around an OPTIONAL that is so only of what is stated before it, since a row that
    matches it to no avail is lost where one that does not match it is kept.

    :param known: the classes of variables by what is stated around the group.
    :param shared: the variables whose values every conclusion shares with this group; ``None`` if
        no conclusion need rest on it.
    """
    triples = read_statements(group, prefixes).triples
    classes = {term: set(names) for term, names in known.items()}
    for triple in triples:
        _add_class(triple, classes)
    here = {term: frozenset(names) for term, names in classes.items()}
    for triple in triples:
        rests = shared is not None and triple.variables <= shared
        yield ReadPattern(triple, complete, rests, here)
    for inner in group.groups:
        is_optional = inner.lead[-1:] == ("OPTIONAL",)
        around = _read_classes_before(group, inner, prefixes, known) if is_optional else here
        if group.is_select:
            handed = {f"?{name}" for name in list_projected(group)}
            around = {term: names for term, names in around.items() if term in handed}
        is_joined = group.is_select or (not inner.lead and len(inner.branches()) == 1)
        within = shared if is_joined else None
        if within is not None and group.is_select:
            within = within & list_projected(group)
        yield from _read_group(inner, prefixes, around, complete or _needs_all(inner), within)


def _read_classes_before(
    group: Group, inner: Group, prefixes: Mapping[str, str], known: Classes
) -> Classes:
    """Give the classes that a group states before one inside it begins, and those known."""
    parts = group.parts[: group.parts.index(inner)]
    before = Group(group.opening, group.lead, group.parent, parts=parts)
    classes = {term: set(names) for term, names in known.items()}
    for triple in read_statements(before, prefixes).triples:
        _add_class(triple, classes)
    return {term: frozenset(names) for term, names in classes.items()}


def _needs_all(group: Group) -> bool:
    """Whether a group is negated, optional or counted, so that more triples can mean less."""
    if group.is_exists:
        return group.lead != ("FILTER", "EXISTS")
    return group.lead[-1:] in (("OPTIONAL",), ("MINUS",)) or (group.is_select and is_grouped(group))


def _add_class(triple: TriplePattern, classes: dict[str, set[str]]) -> None:
    if triple.predicates == (TYPE,) and not triple.is_path and triple.object.startswith("<"):
        classes.setdefault(triple.subject, set()).add(triple.object[1:-1])


def _list_keys(
    rule: Rule, triple: TriplePattern, classes: Collection[str], verb: str
) -> Iterator[Key]:
    if triple.is_open:
        raise rule.fault(
            f"a predicate that is a variable, or all but some, would {verb} anything; name it"
        )
    value = triple.object[1:-1] if triple.object.startswith("<") else ""
    for predicate in (p[1:-1] for p in triple.predicates):
        if predicate == _TYPE:
            yield Key(predicate, value, "", triple.is_path)
        elif triple.is_path or not classes:
            yield Key(predicate)
        else:
            yield from (Key(predicate, "", name) for name in classes)


def _list_target_keys(rule: Rule) -> Iterator[Key]:
    for target in rule.targets:
        if target.kind == "class":
            yield Key(_TYPE, target.iri, "", with_subclasses=True)
            yield Key(_SUBCLASS)
        elif target.kind in ("subjects-of", "objects-of"):
            yield Key(target.iri)


def _list_shape_keys(rule: Rule) -> Iterator[Key]:
    """Give all that a shape of the rule may read: whatever it names, as predicate or as class."""
    for term in list_terms(tokenize(rule.shapes)):
        if term.startswith("<"):
            yield Key(term[1:-1])
            yield Key(_TYPE, term[1:-1], "", with_subclasses=True)
