"""From a rule that SHACL runs once a focus node to one query that does all focus nodes at once.

The pattern that finds the focus nodes is joined into the outer pattern, into every sub-select and
into every nested group that needs ``$this`` for more than its own triple patterns; these are the
places where SHACL's pre-binding reaches and an ordinary join would not. ``FILTER NOT EXISTS``,
which Oxigraph evaluates row by row, becomes MINUS where the two are the same. A rule for which this
is not known to give the same triples (:mod:`kg.reason.guard`) is refused, or left to pySHACL.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from kg.reason.guard import NotProven, check_rule
from kg.reason.patterns import read_statements
from kg.reason.rules import Rule, Target
from kg.reason.scopes import counts_solutions
from kg.reason.syntax import Group, tokenize
from kg.reason.syntax import list_terms as list_terms

_LOG = logging.getLogger("kg.reason")
_SUBCLASSES = "a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>*"
Edit = tuple[int, int, str]


@dataclass(frozen=True)
class CompiledRule:
    """A rule and the CONSTRUCT query that gives the same triples for all its focus nodes."""

    rule: Rule
    query: str


@dataclass(frozen=True)
class FallbackRule:
    """A rule that runs in pySHACL, one focus node at a time, and why it does."""

    rule: Rule
    reason: str
    is_fresh: bool = False
    """Whether it gives something new each time it runs, and so must run once."""

    def log(self) -> None:
        """Tell in one line that it does not run like the others, and why."""
        told = f"rule {self.rule.slug}: {self.reason}"
        _LOG.warning("%s; it runs in pySHACL, one focus node at a time", told)


def compile_rules(
    rules: Iterable[Rule], strict: bool = True
) -> tuple[list[CompiledRule], list[FallbackRule]]:
    """Compile rules, and give those apart that only pySHACL can run.

    :param strict: whether every rule must compile, as ours all do; else those that do not are
        logged with the reason.
    :raises NotProven: if ``strict`` and a rule does not compile.
    :raises RuleError: if a rule is not SPARQL or has what no rule may have.
    """
    compiled, fallbacks = list[CompiledRule](), list[FallbackRule]()
    for rule in rules:
        try:
            compiled.append(compile_rule(rule))
        except NotProven as refused:
            if strict:
                raise
            fallback = FallbackRule(rule, refused.reason, refused.is_fresh)
            fallback.log()
            fallbacks.append(fallback)
    return compiled, fallbacks


def compile_rule(rule: Rule) -> CompiledRule:
    """Compile a rule.

    :raises NotProven: if the rule has a construct that set-at-a-time evaluation is not known to
        treat as SHACL does.
    :raises RuleError: if the rule is not SPARQL or has what no rule may have.

    >>> person = (Target("class", "http://example.org/Person"),)
    >>> text = "CONSTRUCT { $this a ex:Alumnus } WHERE { $this ex:studied ?at }"
    >>> prefixes = (("ex", "http://example.org/"),)
    >>> query = compile_rule(Rule("e:rule/r", "r", person, 1, text, prefixes)).query
    >>> "?this a/" in query and "ex:studied ?at" in query
    True
    """
    _, pattern = check_rule(rule)
    edits: list[Edit] = [
        (token.start, token.start + 1, "?")
        for token in tokenize(rule.construct)
        if token.variable == "this"
    ]
    for group in pattern.walk():
        if group.lead[-2:] == ("NOT", "EXISTS") and is_minus(group, pattern, rule):
            edits += _move_as_minus(rule.construct, group)
        elif group is pattern or needs_target(group):
            counted = any(counts_solutions(g) for g in group.enclosing() if g.is_select)
            target = write_target(rule.targets, distinct=counted)
            edits.append((group.opening + 1, group.opening + 1, target))
    return CompiledRule(rule, rule.prologue + _apply(rule.construct, edits))


def write_target(targets: Iterable[Target], distinct: bool = False) -> str:
    """Write the pattern that finds the focus nodes.

    :param distinct: whether each must come once, even a node of two subclasses or two targets.
    """
    parts = [_write_one(target) for target in targets]
    pattern = parts[0] if len(parts) == 1 else " UNION ".join(f"{{ {part} }}" for part in parts)
    if distinct:
        return f" {{ SELECT DISTINCT ?this WHERE {{ {pattern} }} }} "
    return f" {pattern} . " if len(parts) == 1 else f" {pattern} "


def _write_one(target: Target) -> str:
    """Write one target; the variable of a property's other end is a blank node, seen by nobody."""
    if target.kind == "class":
        return f"?this {_SUBCLASSES} <{target.iri}>"
    if target.kind == "node":
        return f"VALUES ?this {{ <{target.iri}> }}"
    if target.kind == "subjects-of":
        return f"?this <{target.iri}> []"
    return f"[] <{target.iri}> ?this"


def needs_target(group: Group) -> bool:
    """Whether pre-binding would reach into a group where a join from outside does not.

    So it is in the pattern of a sub-select, where the focus node must be found before anything is
    counted, and wherever an expression reads ``$this``, or an OPTIONAL or EXISTS matches it, on a
    row that has not been joined with the outside yet.
    """
    if group.is_select or group.is_exists:
        return False
    if group.parent and group.parent.is_select:
        return True
    if any("this" in e.variables for e in read_statements(group, {}).expressions):
        return True
    return any(
        inner.mentions("this")
        for inner in group.groups
        if inner.is_exists or (inner.lead[-1:] == ("OPTIONAL",) and not inner.is_select)
    )


def is_minus(group: Group, pattern: Group, rule: Rule) -> bool:
    """Whether NOT EXISTS and MINUS give the same here.

    Both take a row away if the group has a solution that agrees with it on the variables they
    share; MINUS only if there is one that both bind. They are the same when the group stands in the
    outer pattern; shares a variable with its triple patterns, which every row binds, or ``$this``;
    binds every variable its filters read; and holds nothing but triple patterns and filters, each
    of which finds its terms in the graph.
    """
    prefixes = dict(rule.prefixes)
    said, around = read_statements(group, prefixes), read_statements(pattern, prefixes)
    if group.groups or group.parent is not pattern or any(e.binds for e in said.expressions):
        return False
    matched = {name for triple in said.triples for name in triple.variables}
    read = {name for e in said.expressions for name in e.variables}
    bound = {"this"} | {name for triple in around.triples for name in triple.variables}
    always_in_graph = not any(triple.may_be_empty for triple in said.triples)
    return bool(matched & bound) and read <= matched and always_in_graph


def _move_as_minus(text: str, group: Group) -> list[Edit]:
    """Take the filter out and put MINUS at the end of its group, for all of which it holds.

    What is left behind is still a filter: without it the triple patterns on either side might no
    longer be separated.
    """
    if group.parent is None:
        raise ValueError("a NOT EXISTS stands inside a pattern")
    body = text[group.opening : group.closing + 1]
    renamed = [
        (token.start, token.start + 1, "?") for token in tokenize(body) if token.variable == "this"
    ]
    return [
        (group.lead_start, group.closing + 1, "FILTER(true)"),
        (group.parent.closing, group.parent.closing, f" MINUS {_apply(body, renamed)} "),
    ]


def _apply(text: str, edits: list[Edit]) -> str:
    """Apply edits to a text; one that lies inside another is part of it already."""
    done = len(text)
    pieces: list[str] = []
    outermost = [
        e for e in edits if not any(o[0] < e[0] and e[1] < o[1] for o in edits if o is not e)
    ]
    for start, end, replacement in sorted(outermost, key=lambda e: e[:2], reverse=True):
        pieces += [text[end:done], replacement]
        done = start
    return "".join(reversed([*pieces, text[:done]]))
