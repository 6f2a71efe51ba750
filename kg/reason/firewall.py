"""The firewall: no rule reads what an author judges, and none knows a case, an actor or a source.

What the rules of a run can see is decided by what is loaded (:mod:`kg.diagnose.run`); here is the
second lock, on the text of the rules and of everything they compare with.
"""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.namespaces import BASE, DCTERMS, ICL
from kg.reason.compile import list_terms
from kg.reason.rules import Rule
from kg.reason.syntax import tokenize

JUDGEMENTS = (
    "AuthorAssessment", "ContestedPosition", "Contestation", "InterpretiveClaim",
    "StageClaimPeriod",
    "assessedConcept", "judgement", "claimant", "stage", "speaksOf", "contestation", "question",
)  # fmt: skip
"""Terms in which authors' judgements are told."""


def find_breaches(rules: Iterable[Rule]) -> list[str]:
    """Find rules up to the diagnoses that read a judgement or name an instance, a line each."""
    breaches = []
    for rule in rules:
        if rule.order >= 500:
            continue
        prefixes = dict(rule.prefixes)
        for term in list_terms(tokenize(rule.construct)):
            iri = _expand(term, prefixes)
            if iri.removeprefix(str(ICL)) in JUDGEMENTS and iri.startswith(str(ICL)):
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
