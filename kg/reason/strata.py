"""Strata: the order in which rules may run, and the proof that it is sound.

Within a stratum rules run until nothing new comes. What a rule negates, aggregates or reads as
optional must be complete before the rule starts, so every rule that concludes such triples stands
in a lower stratum. ``sh:order`` alone does not give that: looping over the whole ordered list lets
a negation fire before the rule it negates has finished.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.reason.compile import CompiledRule, FallbackRule, compile_rules
from kg.reason.dependencies import Dependencies, Key, read_dependencies
from kg.reason.rules import Rule

__all__ = ["Key", "Stratum", "build_strata"]


@dataclass(frozen=True)
class Stratum:
    """Rules of one order, and whether one of them reads what another of them concludes."""

    order: int
    rules: tuple[CompiledRule, ...]
    recursive: bool
    fallbacks: tuple[FallbackRule, ...] = ()
    """Rules that pySHACL runs, in the same rounds as the others; none among the shipped rules."""

    @property
    def sources(self) -> tuple[Rule, ...]:
        """All rules of the stratum as they are written, whoever runs them."""
        return (*(c.rule for c in self.rules), *(f.rule for f in self.fallbacks))


@dataclass(frozen=True)
class _Conclusion:
    """Triples that someone concludes, and at which order."""

    key: Key
    order: int
    by: str


def build_strata(
    rules: Iterable[Rule],
    given: Mapping[int, Iterable[Key]] | None = None,
    superclasses: Mapping[str, Collection[str]] | None = None,
    strict: bool = True,
) -> list[Stratum]:
    """Compile rules and place them in strata.

    :param given: what is added from outside before the rules of an order run, as keys by order.
    :param superclasses: the named superclasses of each class. Triples whose subjects are of two
        classes, neither a superclass of the other, are different triples: every node that a rule
        mints has one class.
    :param strict: whether every rule must compile; else those that do not run in pySHACL.
    :raises RuleError: if a rule does not compile, or reads in a way its order does not allow; it
        names both rules and the kind of triples.
    """
    compiled, fallbacks = compile_rules(rules, strict)
    told = [*(c.rule for c in compiled), *(f.rule for f in fallbacks)]
    dependencies = {rule.iri: read_dependencies(rule) for rule in told}
    concluded: dict[str, list[_Conclusion]] = defaultdict(list)
    for rule in told:
        for key in dependencies[rule.iri].concludes:
            concluded[key.predicate].append(_Conclusion(key, rule.order, rule.slug))
    for order, keys in (given or {}).items():
        for key in keys:
            concluded[key.predicate].append(
                _Conclusion(key, order - 1, "what is given from outside")
            )
    meets = _Meeting(superclasses or {})
    for rule in told:
        _check(rule, dependencies[rule.iri], concluded, meets)
    strata = [
        Stratum(
            order,
            tuple(c for c in compiled if c.rule.order == order),
            _is_recursive([r for r in told if r.order == order], dependencies, meets),
            tuple(f for f in fallbacks if f.rule.order == order),
        )
        for order in sorted({rule.order for rule in told})
    ]
    _check_settling(strata)
    return strata


@dataclass(frozen=True)
class _Meeting:
    """Whether what is read and what is concluded can be the same triple."""

    superclasses: Mapping[str, Collection[str]]

    def __call__(self, read: Key, concluded: Key) -> bool:
        same_value = not read.value or not concluded.value or read.value == concluded.value
        below = read.with_subclasses and read.value in self.superclasses.get(concluded.value, ())
        return (
            read.predicate == concluded.predicate
            and (same_value or below)
            and self._related(read.subject, concluded.subject)
        )

    def _related(self, one: str, other: str) -> bool:
        return (
            not one
            or not other
            or one == other
            or other in self.superclasses.get(one, ())
            or one in self.superclasses.get(other, ())
        )


def _check(
    rule: Rule,
    dependency: Dependencies,
    concluded: Mapping[str, list[_Conclusion]],
    meets: _Meeting,
) -> None:
    for key, found in _find_meetings(dependency.needs_complete, concluded, meets):
        if found.order >= rule.order:
            raise rule.fault(
                f"needs all of {key.name}, which {found.by} still concludes at order "
                f"{found.order}; give it an order above that"
            )
    for key, found in _find_meetings(dependency.reads, concluded, meets):
        if found.order > rule.order:
            raise rule.fault(
                f"reads {key.name}, which {found.by} concludes later, at order {found.order}"
            )


def _find_meetings(
    keys: Iterable[Key], concluded: Mapping[str, list[_Conclusion]], meets: _Meeting
) -> Iterator[tuple[Key, _Conclusion]]:
    for key in sorted(keys):
        for found in concluded.get(key.predicate, ()):
            if meets(key, found.key):
                yield key, found


def _is_recursive(
    rules: list[Rule], dependencies: Mapping[str, Dependencies], meets: _Meeting
) -> bool:
    concluded = [key for rule in rules for key in dependencies[rule.iri].concludes]
    return any(
        meets(read, key)
        for rule in rules
        for read in dependencies[rule.iri].reads
        for key in concluded
    )


def _check_settling(strata: Iterable[Stratum]) -> None:
    """Refuse a rule that gives something new in every round of a stratum that goes on until none.

    :raises RuleError: naming the rule.
    """
    for stratum in strata:
        for fallback in stratum.fallbacks:
            if fallback.is_fresh and stratum.recursive:
                raise fallback.rule.fault(
                    f"{fallback.reason}; at order {stratum.order} rules run until nothing is new, "
                    "and it would never settle: give it an order of its own"
                )
