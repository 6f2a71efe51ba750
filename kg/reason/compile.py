"""From a rule that SHACL runs once a focus node to one query that does all focus nodes at once.

The pattern that finds the focus nodes is joined into the outer pattern, into every sub-select and
into every nested group whose FILTER or BIND reads ``$this``; these are the places where SHACL's
pre-binding reaches and an ordinary join would not. ``FILTER NOT EXISTS``, which Oxigraph evaluates
row by row, becomes MINUS where the two are the same. A rule for which this is not known to give the
same triples is refused with the reason.
"""

from dataclasses import dataclass

from kg.errors import RuleError
from kg.reason.rules import Rule
from kg.reason.syntax import Group, Token, read_groups, tokenize

_REFUSED_WORDS = {
    "MINUS": "MINUS means something else under SHACL's pre-binding; write FILTER NOT EXISTS",
    "VALUES": "SHACL forbids VALUES in a rule",
    "GRAPH": "a rule never chooses its graph; it reads what the run was given",
    "SERVICE": "a rule never leaves the store",
    "LIMIT": "LIMIT would hold for all focus nodes together and not for each",
    "OFFSET": "OFFSET would hold for all focus nodes together and not for each",
    "RAND": "the result would differ from run to run",
    "UUID": "the result would differ from run to run",
    "STRUUID": "the result would differ from run to run",
    "NOW": "the result would differ from run to run",
    "BNODE": "a blank node would be new in every round; mint an IRI",
}


@dataclass(frozen=True)
class CompiledRule:
    """A rule and the CONSTRUCT query that gives the same triples for all its focus nodes."""

    rule: Rule
    query: str


def compile_rule(rule: Rule) -> CompiledRule:
    """Compile a rule.

    :raises RuleError: if the rule is not SPARQL, or has a construct that set-at-a-time evaluation
        is not known to treat as SHACL does.
    """
    template, pattern = _split(rule)
    _guard(rule, template, pattern)
    target = f" ?this a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* <{rule.target}> . "
    edits = [(pattern.opening + 1, pattern.opening + 1, target)]
    for group in pattern.walk():
        if group.lead[-2:] == ("NOT", "EXISTS") and _is_minus(group, pattern):
            edits += _move_as_minus(rule.construct, group)
        elif group is not pattern and _needs_target(group):
            edits.append((group.opening + 1, group.opening + 1, target))
    return CompiledRule(
        rule, rule.prologue + _apply(rule.construct, edits).replace("$this", "?this")
    )


def _split(rule: Rule) -> tuple[Group, Group]:
    groups = read_groups(rule.construct)
    if len(groups) != 2 or groups[0].lead != ("CONSTRUCT",):
        raise RuleError(rule.slug, "must be CONSTRUCT { … } WHERE { … } and nothing after it")
    return groups[0], groups[1]


def _guard(rule: Rule, template: Group, pattern: Group) -> None:
    for token in tokenize(rule.construct):
        if token.keyword in _REFUSED_WORDS:
            raise RuleError(rule.slug, f"{token.keyword}: {_REFUSED_WORDS[token.keyword]}")
    if any(t.text in ("[", "_") or t.text.startswith("_:") for t in template.tokens):
        raise RuleError(rule.slug, "a blank node in the template would be new in every round")
    for group in pattern.walk():
        for before, token in zip(group.tokens, group.tokens[1:], strict=False):
            if before.keyword == "AS" and token.text in ("$this", "?this"):
                raise RuleError(rule.slug, "$this must not be bound again")
        if group.is_select and not _projects_this(group):
            raise RuleError(
                rule.slug, "a sub-select must project $this and, if it groups, group by it"
            )


def _projects_this(select: Group) -> bool:
    head = [t.text for t in select.tokens]
    cut = head.index("WHERE") if "WHERE" in head else len(head)
    projected = "$this" in head[:cut]
    grouped = "GROUP" not in head or "$this" in head[head.index("GROUP") :]
    return projected and grouped


def _needs_target(group: Group) -> bool:
    """Whether pre-binding would reach into the group where a join does not."""
    if group.is_select:
        return False
    inside_select = group.parent is not None and group.parent.is_select
    return inside_select or any(t.text == "$this" for t in group.expressions())


def _is_minus(group: Group, pattern: Group) -> bool:
    """Whether NOT EXISTS and MINUS give the same here.

    They do when the group joins on ``$this`` itself, binds every variable its filters read, and no
    variable it shares with the outside can be unbound there.
    """
    if group.groups or any(t.keyword in ("SELECT", "BIND") for t in group.tokens):
        return False
    expressions = [t for t in group.expressions() if t.kind == "variable"]
    bound = {t.text for t in group.tokens if t.kind == "variable" and t not in expressions}
    if "$this" not in bound or not {t.text for t in expressions} <= bound:
        return False
    outside = group.parent
    optional = outside and [t for g in outside.groups if "OPTIONAL" in g.lead for t in g.tokens]
    return outside is pattern and not (bound & {t.text for t in optional or []} - {"$this"})


def _move_as_minus(text: str, group: Group) -> list[tuple[int, int, str]]:
    """Take the filter out and put MINUS at the end of its group, for all of which it holds."""
    parent = group.parent
    if parent is None:  # a NOT EXISTS always stands inside a pattern
        return []
    body = text[group.opening : group.closing + 1]
    return [
        (group.lead_start, group.closing + 1, " "),
        (parent.closing, parent.closing, f" MINUS {body} "),
    ]


def _apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, replacement in sorted(edits, key=lambda e: (e[0], e[1]), reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def list_terms(tokens: list[Token]) -> list[str]:
    """Give the prefixed names and IRIs among tokens, for checks on what a rule mentions."""
    return [t.text for t in tokens if t.kind == "iri" or (t.kind == "word" and ":" in t.text)]
