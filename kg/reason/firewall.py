"""The firewall: no rule reads what an author judges, and none knows a case, an actor or a source.

What the rules of a run can see is decided by what is loaded and when (:mod:`kg.diagnose.run`); here
is the second lock, on the text of the rules and of everything they compare with. Prescriptions read
the stages that authors name, the comparison reads their assessments, and nothing before does.
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.namespaces import BASE, DCTERMS, ICL
from kg.reason.compile import list_terms
from kg.reason.rules import Rule
from kg.reason.syntax import tokenize

STAGE_TERMS = ("StageClaimPeriod", "claimant", "stage")
"""Terms in which authors' stages are told; prescriptions may read them."""
ASSESSMENT_TERMS = (
    "AuthorAssessment", "ContestedPosition", "Contestation", "InterpretiveClaim",
    "assessedConcept", "judgement", "speaksOf", "contestation", "question",
)  # fmt: skip
"""Terms in which all else is told that authors judge; only the comparison may read them."""
FROM_ORDER = {STAGE_TERMS: 500, ASSESSMENT_TERMS: 600}
"""From which order on rules may read such terms: from there on they are given."""
JUDGEMENTS = STAGE_TERMS + ASSESSMENT_TERMS


def find_breaches(rules: Iterable[Rule]) -> list[str]:
    """Find rules that read a judgement too early or name an instance, a line each."""
    since = {str(ICL[term]): order for terms, order in FROM_ORDER.items() for term in terms}
    breaches = []
    for rule in rules:
        prefixes = dict(rule.prefixes)
        for term in list_terms(tokenize(rule.construct)):
            iri = _expand(term, prefixes)
            if rule.order < since.get(iri, 0):
                breaches.append(f"rule {rule.slug} reads a judgement: {term}")
            if iri.startswith(BASE + "id/"):
                breaches.append(f"rule {rule.slug} names an instance: {term}")
    return breaches


def find_named_instances(definitions: Iterable[Triple]) -> list[str]:
    """Find instances that profiles and schemes name, other than the sources of definitions."""
    breaches = []
    for t in definitions:
        named = isinstance(t.object, NamedNode) and t.object.value.startswith(BASE + "id/")
        if named and t.predicate.value != str(DCTERMS.source):
            breaches.append(f"{t.subject} names an instance: {t.object}")
    return breaches


def _expand(term: str, prefixes: dict[str, str]) -> str:
    if term.startswith("<"):
        return term[1:-1]
    prefix, _, local = term.partition(":")
    return prefixes.get(prefix, prefix + ":") + local
