"""The guard: which rules are known to give the same triples for all focus nodes at once.

SHACL binds ``$this`` before a rule runs, to one focus node at a time. A compiled rule reads
``$this`` as a variable that its target binds. The two agree on what every part of a query does
with a variable it sees; where a part cannot see it, counts or cuts across focus nodes, or gives
something else each time it is asked, they do not. Whatever is not known to be safe is refused.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pyoxigraph import Store

from kg.errors import RuleError
from kg.reason.patterns import Statements, read_statements
from kg.reason.rules import Rule
from kg.reason.scopes import Scopes, is_grouped, list_grouped_by, list_projected
from kg.reason.syntax import Group, Token, find_line, read_groups, tokenize

_FORBIDDEN = {
    "MINUS": "means something else where $this is bound before; write FILTER NOT EXISTS",
    "VALUES": "is forbidden in a rule by SHACL; write FILTER(?x IN (…)) or a UNION",
    "GRAPH": "would choose a graph; a rule reads what the run was given",
    "FROM": "would choose a graph; a rule reads what the run was given",
    "SERVICE": "would leave the store; a rule reads what the run was given",
    "BASE": "is for relative IRIs, which a rule cannot have; write them whole",
}
"""Words that no rule may have, compiled or not."""
_ONE_NODE = "would hold for all focus nodes together and not for each"
_NEW = "gives something else each time it is asked"
_UNSAFE = {
    "LIMIT": _ONE_NODE,
    "OFFSET": _ONE_NODE,
    "RAND": _NEW,
    "UUID": _NEW,
    "STRUUID": _NEW,
    "NOW": _NEW,
    "BNODE": "makes a blank node, a new one in every round; mint an IRI",
    "REDUCED": "leaves open how many solutions remain",
    "SAMPLE": "leaves open which value it takes; write MIN or MAX",
    "GROUP_CONCAT": "leaves the order open in which it joins",
    "AVG": "has digits that differ between engines; write SUM and COUNT",
    "PREFIX": "belongs in sh:prefixes, which every reader of the rule knows",
    "DESCRIBE": "is left open by SPARQL",
}
_FRESH = ("RAND", "UUID", "STRUUID", "NOW", "BNODE")
_SAFE = frozenset(
    """A ABS AS ASC BIND BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC
    DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR GROUP HAVING HOURS IF IN IRI ISBLANK ISIRI
    ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOT OPTIONAL ORDER
    REGEX REPLACE ROUND SAMETERM SECONDS SELECT SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE
    STRDT STRENDS STRLANG STRLEN STRSTARTS SUBSTR SUM TIMEZONE TRUE TZ UCASE UNION URI WHERE
    YEAR""".split()
)
_MARKS = frozenset("{ } ( ) [ ] . ; , = != < > <= >= + - * / | || && ! ^ ^^ ?".split())
_CASTS = "http://www.w3.org/2001/XMLSchema#"
_PREBOUND = ("shapesGraph", "currentShape")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:[^?$()]*>\Z")


class NotProven(RuleError):
    """A rule that may be good SHACL, but is not known to give the same for all nodes at once."""

    is_fresh = False
    """Whether it gives something new each time it runs, and so would never settle."""


def check_rule(rule: Rule) -> tuple[Group, Group]:
    """Check that a rule can be compiled and give its template and its pattern.

    :raises NotProven: if only the evaluation node by node is known to be right; says why.
    :raises RuleError: if it is no rule: not SPARQL, or with something that SHACL or this project
        forbids.
    """
    tokens = tokenize(rule.construct)
    for token in tokens:
        if token.keyword in _FORBIDDEN:
            raise _at(rule, token, f"{token.keyword} {_FORBIDDEN[token.keyword]}")
        if token.variable in _PREBOUND:
            raise _at(rule, token, f"{token.text} is bound in shapes, not in a rule")
    _parse(rule)
    for before, token in pairwise(tokens):
        if before.keyword == "AS" and token.variable == "this":
            raise _at(rule, token, "$this must not be bound again")
    _check_tokens(rule, tokens)
    template, pattern = _split(rule, tokens)
    if "[" in {t.text for t in template.tokens} or any(t.kind == "blank" for t in template.tokens):
        raise _fresh(rule, "a blank node in the template would be new in every round; mint an IRI")
    if "(" in {t.text for t in template.tokens}:
        raise _fresh(rule, "a list in the template is made of blank nodes, new in every round")
    _check_targets(rule)
    prefixes = dict(rule.prefixes)
    said = {group: read_statements(group, prefixes) for group in pattern.walk()}
    scopes = Scopes(template, pattern, said)
    for group in pattern.walk():
        _check_group(rule, group)
        _check_statements(rule, group, said[group], prefixes)
    for reason in scopes.find_faults():
        raise _not_proven(rule, reason)
    return template, pattern


def _at(rule: Rule, token: Token, reason: str) -> RuleError:
    return rule.fault(reason, find_line(rule.construct, token.start))


def _not_proven(rule: Rule, reason: str, token: Token | None = None) -> NotProven:
    told = _at(rule, token, reason) if token else rule.fault(reason)
    return NotProven(rule.slug, told.reason)


def _fresh(rule: Rule, reason: str, token: Token | None = None) -> NotProven:
    error = _not_proven(rule, reason, token)
    error.is_fresh = True
    return error


def _parse(rule: Rule) -> None:
    """Let the engine parse the text; it is not evaluated, as nothing asks for a solution."""
    try:
        Store().query(rule.prologue + rule.construct)
    except SyntaxError as error:
        line, reason = _read_syntax_error(rule, str(error))
        raise rule.fault(f"is not SPARQL: {reason}", line) from error
    except RuntimeError as error:  # a function that the engine does not have
        raise _not_proven(rule, " ".join(str(error).split())) from error


def _read_syntax_error(rule: Rule, message: str) -> tuple[int, str]:
    """Give the line in the rule's text, and in one line what the parser missed there."""
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return 1, " ".join(message.split())
    declared = rule.prologue.count("\n")
    row, column = max(int(found[1]) - 1 - declared, 0), int(found[2]) - 1
    lines = rule.construct.splitlines() or [""]
    row = min(row, len(lines) - 1)
    position = sum(len(line) + 1 for line in lines[:row]) + column
    near = lines[row][column:].strip()[:30] or "the end"
    expected = " ".join(found[3].split())
    if "Prefix not found" in expected:
        declared_names = {name for name, _ in rule.prefixes}
        names = (t for t in tokenize(rule.construct) if t.kind == "name")
        for token in names:
            if token.text.partition(":")[0] not in declared_names:
                return find_line(rule.construct, token.start), (
                    f"the prefix of {token.text} is not declared where sh:prefixes points"
                )
    plain = re.sub(r"\[(?:[^\[\]]|'[\[\]]')*\](?:, )?", "", expected).rstrip(", ")
    told = plain if len(plain) <= 120 else f"{plain[:120]}…"
    return find_line(rule.construct, position), f"at '{near}': {told}"


def _check_tokens(rule: Rule, tokens: list[Token]) -> None:
    if re.search(r"\\[uU]", rule.construct):
        raise _not_proven(rule, "an escape \\u may hide any character; write the character itself")
    for token in tokens:
        word = token.keyword
        if word in _FRESH:
            raise _fresh(rule, f"{word} {_UNSAFE[word]}", token)
        if word and word not in _SAFE:
            reason = _UNSAFE.get(word, "is not known to be safe")
            raise _not_proven(rule, f"{word} {reason}", token)
        if token.kind == "iri" and not _ABSOLUTE.match(token.text):
            raise _not_proven(
                rule, f"{token.text} must be a whole IRI without ? $ ( ); declare a prefix", token
            )
        if token.kind == "mark" and token.text[0] != "@" and token.text not in _MARKS:
            raise _not_proven(rule, f"'{token.text}' is not known to be safe", token)


def _split(rule: Rule, tokens: list[Token]) -> tuple[Group, Group]:
    """Give template and pattern of a text that is those two and nothing else."""
    groups = read_groups(rule.construct)
    if not tokens or tokens[0].keyword != "CONSTRUCT":
        raise rule.fault("must be a CONSTRUCT query")
    if len(groups) != 2 or tokens[1].text != "{":
        raise _not_proven(rule, "must have a template and a pattern: CONSTRUCT { … } WHERE { … }")
    template, pattern = groups
    outside = [t for t in tokens if template.closing < t.start < pattern.opening]
    if [t.keyword for t in outside] not in ([], ["WHERE"]):
        raise _not_proven(rule, "must have its pattern right after its template", outside[0])
    after = [t for t in tokens if t.start > pattern.closing]
    if after:
        raise _not_proven(rule, "must have nothing after its pattern", after[0])
    return template, pattern


def _check_targets(rule: Rule) -> None:
    if rule.has_condition:
        raise _not_proven(rule, "sh:condition is a shape, which only pySHACL evaluates")
    if any(target.kind == "other" for target in rule.targets):
        raise _not_proven(rule, "its target is neither a class, an IRI nor the ends of a property")


def _check_group(rule: Rule, group: Group) -> None:
    if group.is_select and "this" not in list_projected(group):
        raise _not_proven(rule, "a sub-select must project $this by its name")
    if group.is_select and is_grouped(group) and "this" not in list_grouped_by(group):
        raise _not_proven(rule, "a sub-select that groups must group by $this")
    if group.is_exists:
        if group.lead not in (("FILTER", "EXISTS"), ("FILTER", "NOT", "EXISTS")):
            raise _not_proven(
                rule, "EXISTS inside an expression; write FILTER EXISTS or FILTER NOT EXISTS"
            )
        for inner in group.walk():
            words = {t.keyword for t in inner.tokens} & {"SELECT", "OPTIONAL", "BIND"}
            if words:
                raise _not_proven(rule, f"{min(words)} inside EXISTS is not known to be safe")


def _check_statements(
    rule: Rule, group: Group, said: Statements, prefixes: Mapping[str, str]
) -> None:
    expressions = [expression.tokens for expression in said.expressions]
    if group.is_select:
        expressions.append(tuple(group.tokens))
    for tokens in expressions:
        for token, following in pairwise(tokens):
            if following.text == "(" and token.kind in ("iri", "name"):
                prefix, _, local = token.text.partition(":")
                iri = token.text[1:-1] if token.kind == "iri" else prefixes[prefix] + local
                if not iri.startswith(_CASTS):
                    raise _not_proven(rule, f"the function {token.text} is not SPARQL's own", token)
        for at, token in enumerate(tokens):
            if token.keyword == "IN" and _lists_a_variable(tokens[at + 1 :]):
                raise _not_proven(
                    rule, "IN over a variable, which may be unbound; write = and ||", token
                )
    found = {f"?{v}" for t in said.triples if not t.may_be_empty for v in t.variables}
    if all(target.kind != "node" for target in rule.targets):
        found.add("?this")
    for triple in said.triples:
        if triple.may_be_empty and not found & {triple.subject, triple.object}:
            raise _not_proven(
                rule,
                f"the path from {triple.subject} to {triple.object} may be empty; another pattern "
                "of its group must find one end in the graph",
            )


def _lists_a_variable(tokens: Sequence[Token]) -> bool:
    """Whether the list that tokens begin with holds a variable."""
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.variable:
            return True
        if depth == 0:
            break
    return False
