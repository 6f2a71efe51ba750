"""Which part of a query sees which variable."""

from collections.abc import Iterator, Mapping

from kg.reason.patterns import Statements
from kg.reason.syntax import Group

AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_MODIFIERS = ("HAVING", "ORDER", "LIMIT", "OFFSET")


def is_grouped(select: Group) -> bool:
    """Whether a sub-select makes one solution of many."""
    words = {t.keyword for t in select.tokens}
    return bool(words & (AGGREGATES | {"GROUP", "HAVING"}))


def counts_solutions(select: Group) -> bool:
    """Whether a sub-select would notice that a solution comes twice."""
    tokens = select.tokens
    return any(
        token.keyword in ("COUNT", "SUM", "AVG", "GROUP_CONCAT", "SAMPLE")
        and distinct.keyword != "DISTINCT"
        for token, distinct in zip(tokens, tokens[2:], strict=False)
    )


def list_projected(select: Group) -> frozenset[str]:
    """Give the variables that a sub-select hands out; none for ``*``."""
    names: set[str] = set()
    depth, before = 0, ""
    for part in select.parts:
        if isinstance(part, Group):
            break
        depth += (part.text == "(") - (part.text == ")")
        if part.variable and (depth == 0 or (depth == 1 and before == "AS")):
            names.add(part.variable)
        before = part.keyword
    return frozenset(names)


def list_grouped_by(select: Group) -> set[str]:
    """Give the variables that a sub-select groups by, by their plain names."""
    names: set[str] = set()
    depth, reading = 0, False
    for token in select.tokens:
        depth += (token.text == "(") - (token.text == ")")
        reading = (reading or token.keyword == "GROUP") and token.keyword not in _MODIFIERS
        if reading and depth == 0 and token.variable:
            names.add(token.variable)
    return names


class Scopes:
    """What each group of a rule binds and reads, and where two parts mean different variables."""

    def __init__(self, template: Group, pattern: Group, said: Mapping[Group, Statements]) -> None:
        self.template, self.pattern, self.said = template, pattern, said

    def find_faults(self) -> Iterator[str]:
        """Give a reason for each variable that engines do not see alike.

        By the standard a variable that a sub-select keeps for itself, that a nested group reads
        without binding it, or that only an OPTIONAL in it binds, has nothing to do there with the
        variable of that name outside; an engine that hands values down may take it for that.
        """
        yield from self._find_hidden()
        for group in self.pattern.walk():
            for name in sorted(self._reads(group) - {"this"}):
                if not self._sees(group, name) and self._is_bound_outside(group, name):
                    yield (
                        f"a nested group reads ?{name} but does not bind it; what is bound outside "
                        "is not seen there"
                    )
            for name in sorted(self._find_detached(group)):
                yield (
                    f"an OPTIONAL in a nested group binds ?{name}, which is bound outside that "
                    "group too; give one of the two another name"
                )

    def visible(self, group: Group) -> frozenset[str]:
        """Give the variables that a group hands to what stands around it."""
        if group.is_select:
            return list_projected(group)
        said = self.said[group]
        names = {name for triple in said.triples for name in triple.variables}
        names |= {e.binds for e in said.expressions if e.binds}
        for inner in group.groups:
            if not inner.is_exists:
                names |= self.visible(inner)
        return frozenset(names)

    def _find_detached(self, group: Group) -> set[str]:
        """Find what only an OPTIONAL binds in a nested group, and something outside that group.

        Whether it matches is decided before it meets the outside, and must not be decided after.
        """
        around = group.parent
        if group.lead[-1:] != ("OPTIONAL",) or around is None or around is self.pattern:
            return set()
        beside = set(self._binds(around))
        for inner in around.groups:
            if inner is not group and not inner.is_exists:
                beside |= self.visible(inner)
        alone = self.visible(group) - beside - {"this"}
        return {name for name in alone if self._is_bound_outside(around, name)}

    def _find_hidden(self) -> Iterator[str]:
        used: set[tuple[str, Group]] = set()
        for group in (self.template, *self.pattern.walk()):
            for token in group.tokens:
                if token.variable:
                    used.add((token.variable, self._scope(group, token.variable)))
        for name, scope in sorted(used, key=lambda use: (use[0], use[1].opening)):
            around = [g for g in scope.enclosing() if g.is_select or g is self.pattern]
            if any((name, outer) in used for outer in around):
                yield (
                    f"?{name} of a sub-select is not handed out but also stands around it; "
                    "give one of the two another name"
                )

    def _scope(self, group: Group, name: str) -> Group:
        """Give the sub-select that keeps a variable for itself, or else the whole pattern."""
        for around in (group, *group.enclosing()):
            if around.is_select and name not in list_projected(around):
                return around
        return self.pattern

    def _reads(self, group: Group) -> set[str]:
        """Give the variables that a group needs a value of, where it does not match them itself."""
        if group is self.pattern:
            return set()
        if group.is_select:
            return {t.variable for t in group.tokens if t.variable} - list_projected(group)
        names = {name for e in self.said[group].expressions for name in e.variables}
        for inner in group.groups:
            if inner.is_exists:
                names |= {t.variable for g in inner.walk() for t in g.tokens if t.variable}
        return names

    def _sees(self, group: Group, name: str) -> bool:
        if name in self.visible(group):
            return True
        if group.is_select:
            return any(name in self.visible(inner) for inner in group.groups)
        bindings = [e for e in self.said[group].expressions if e.binds]
        if group.lead[-1:] == ("OPTIONAL",) and group.parent:
            in_binding = any(name in e.variables for e in bindings)
            return not in_binding and name in self.visible(group.parent)
        while group.is_exists and group.parent:
            group = group.parent
            if name in self.visible(group):
                return True
        return False

    def _is_bound_outside(self, group: Group, name: str) -> bool:
        """Whether what a group is joined with binds a variable: no other branch, no hand-out."""
        scope = self._scope(group, name)
        apart = set(group.walk()) | {g for g in group.enclosing() if g.is_select}
        for around in (group, *group.enclosing()):
            for branch in around.branches():
                if branch is not around:
                    apart.update(branch.walk())
        return any(
            name in self._binds(other) and self._scope(other, name) is scope
            for other in self.pattern.walk()
            if other not in apart
        )

    def _binds(self, group: Group) -> frozenset[str]:
        if group.is_select:
            return list_projected(group)
        said = self.said[group]
        names = {name for triple in said.triples for name in triple.variables}
        return frozenset(names | {e.binds for e in said.expressions if e.binds})
