"""The institutions of a made-up cluster: which are present, what they do, whom they let in."""

from kg.bench.cluster import Cluster, Party
from kg.bench.counts import (
    FORM_FUNCTIONS,
    FORMS,
    FUNCTIONS,
    SIZES,
    YEARS_OF_PRESENCES,
    pick,
)
from kg.bench.sheet import concept, node, text, truth
from kg.bench.years import draw_years

_BODY = 0.61
"""Presences of institutions that are actors too."""


def write_institutions(cluster: Cluster) -> None:
    """Write the presences of bodies, laws, programmes, agreements and norms, and admissions."""
    character = cluster.character
    wanted = max(2, round(SIZES.presences * character.institutions))
    able = [p for p in cluster.parties if p.kind in FUNCTIONS and (p.member or cluster.yes(0.25))]
    bodies = able[: round(wanted * _BODY)]
    for party in bodies:
        _write_body(cluster, party)
    for n in range(round(wanted * (1 - _BODY))):
        _write_institution(cluster, n)
    for n, party in enumerate(bodies[-SIZES.admissions :]):
        _write_admission(cluster, n, party)


def _write_body(cluster: Cluster, party: Party) -> None:
    functions = {pick(cluster.chance, FUNCTIONS[party.kind])} if cluster.yes(0.95) else set()
    if functions and cluster.yes(0.2):
        functions.add(pick(cluster.chance, FUNCTIONS[party.kind]))
    _write_presence(cluster, party.slug, party.term, "body", sorted(functions))


def _write_institution(cluster: Cluster, number: int) -> None:
    """Write an institution that is no actor, with its presence."""
    form = pick(cluster.chance, FORMS)
    slug = f"{cluster.slug}-i{number:02}"
    term = node("institution", slug)
    cluster.sheet.add(term, "Institution", label=text(f"{form.capitalize()} {number}"))
    function = FORM_FUNCTIONS.get(form)
    functions = [function] if function and cluster.yes(0.85) else []
    _write_presence(cluster, slug, term, form, functions)


def _write_presence(
    cluster: Cluster, slug: str, institution: str, form: str, functions: list[str]
) -> None:
    first, turn, last = cluster.years
    # A third of the institutions come with the second snapshot.
    window = (turn - 5, last) if cluster.yes(0.33) else (first - 15, last)
    facts = draw_years(cluster.chance, pick(cluster.chance, YEARS_OF_PRESENCES), window)
    if form in ("law", "agreement") and cluster.yes(min(0.8, 0.31 * cluster.character.coded)):
        facts["barsEntry"] = truth(cluster.yes(cluster.character.shuts))
    if cluster.yes(0.05):
        facts["uncertainField"] = text("start")
    cluster.sheet.state(
        node("presence", slug), "InstitutionPresence", f"The {form} {slug} is there.",
        cluster=cluster.term, institution=institution, notation=text(slug),
        institutionForm=concept("institution-form", form),
        function=[concept("institution-function", word) for word in functions], **facts,
    )  # fmt: skip


def _write_admission(cluster: Cluster, number: int, body: Party) -> None:
    slug = f"{cluster.slug}-b{number}"
    word = "closed" if cluster.yes(cluster.character.shuts) else "open"
    cluster.sheet.state(
        node("admission", slug), "BodyAdmission", f"Body {body.slug} is {word} to newcomers.",
        cluster=cluster.term, body=body.term, admission=concept("admission", word),
        notation=text(slug),
    )  # fmt: skip
