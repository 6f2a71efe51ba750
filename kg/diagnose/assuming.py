"""Assumed evidence: ties, institutions, rules of admission and responses that no source tells of.

An assumption is stated as evidence is, with a row, a claim and a source of its own, so that the
rules treat it as what a coder would write down if a source told it. It never leaves the scratch
store in which it is tried.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import DCTERMS, ICL, RDF, RDFS, mint_concept, mint_id

Value = NamedNode | Literal
KINDS = {
    "education": "school",
    "research": "research-institute",
    "transfer": "transfer-centre",
    "real-service": "real-service-centre",
    "representation": "association",
    "finance": "public-fund",
    "programme": "development-agency",
    "brokerage": "network",
}
"""The functions that count as kinds of institution, and the kind of actor that is assumed."""


@dataclass(frozen=True)
class Edit:
    """What is changed in the evidence of a case: triples added, nodes and triples taken out."""

    told: str
    """What is assumed, in a few words."""
    added: tuple[Triple, ...] = ()
    removed: frozenset[str] = frozenset()
    """IRIs of statements that are taken out with all that is said of them."""
    dropped: tuple[Triple, ...] = ()

    def apply(self, triples: Iterable[Triple]) -> list[Triple]:
        """Give the evidence as it would be."""
        gone = set(self.dropped)
        kept = [
            t
            for t in triples
            if t not in gone
            and _iri(t.subject) not in self.removed
            and _iri(t.object) not in self.removed
        ]
        return [*kept, *self.added]

    def join(self, other: "Edit") -> "Edit":
        """Give both edits as one."""
        return Edit(
            "; ".join(t for t in (self.told, other.told) if t),
            (*self.added, *other.added),
            self.removed | other.removed,
            (*self.dropped, *other.dropped),
        )


@dataclass
class Assumptions:
    """Makes edits of one cluster, each with numbers of its own."""

    case: str
    cluster: str
    count: int = 0
    made: list[Edit] = field(default_factory=list)

    def add_tie(
        self, first: str, second: str, kind: str, years: tuple[int, int], **fields: Value
    ) -> Edit:
        """Assume a tie between two actors, named by their IRIs."""
        node = self._mint("tie")
        told = f"{kind} tie {first.rsplit('/', 1)[-1]} – {second.rsplit('/', 1)[-1]}"
        parties = {"firstParty": NamedNode(first), "secondParty": NamedNode(second)}
        stated: dict[str, Value] = {
            "tieKind": _concept("tie-kind", kind),
            **_years(years),
            **parties,
            **fields,
        }
        return Edit(told, tuple(self._state(node, "Tie", told, stated)))

    def add_partner(self, member: str, years: tuple[int, int]) -> Edit:
        """Assume a bridging tie: an open alliance in trust with an organisation elsewhere."""
        partner = self._mint("actor")
        actor: dict[str, Value] = {
            "actorKind": _concept("actor-kind", "large-firm"),
            "place": Literal("elsewhere"),
        }
        made = Edit("", tuple(self._state(partner, "Actor", "an organisation elsewhere", actor)))
        tie = self.add_tie(
            member,
            partner,
            "alliance",
            years,
            tieBasis=_concept("tie-basis", "trust"),
            valence=_concept("valence", "cooperative"),
            exclusive=Literal(False),
        )
        return made.join(tie)

    def add_institution(self, function: str, years: tuple[int, int]) -> Edit:
        """Assume a new institution that fulfils a function in the cluster."""
        actor = self._mint("actor")
        told = f"institution of {function}"
        body: dict[str, Value] = {
            "actorKind": _concept("actor-kind", KINDS[function]),
            "place": Literal("here"),
        }
        presence: dict[str, Value] = {
            "institution": NamedNode(actor),
            "cluster": NamedNode(self.cluster),
            "function": _concept("institution-function", function),
            "institutionForm": _concept("institution-form", "body"),
            **_years(years),
        }
        made = Edit(told, tuple(self._state(actor, "Actor", told, body)))
        node = self._mint("presence")
        return made.join(Edit("", tuple(self._state(node, "InstitutionPresence", told, presence))))

    def add_response(self, year: int) -> Edit:
        """Assume a response that brings a new technology: a policy event of one year."""
        told = f"exploring response in {year}"
        event: dict[str, Value] = {
            "eventType": _concept("event-type", "policy"),
            "cluster": NamedNode(self.cluster),
            "newTechnology": Literal(True),
            "newMarket": Literal(False),
            "newPartner": Literal(False),
            "extendsLine": Literal(False),
            "protectsIncumbents": Literal(False),
            **_years((year, year)),
        }
        return Edit(told, tuple(self._state(self._mint("event"), "Event", told, event)))

    def open_body(self, admission: str, body: str) -> Edit:
        """Assume that a body admits whom it kept out."""
        node, said = NamedNode(admission), NamedNode(str(ICL.admission))
        return Edit(
            f"{body.rsplit('/', 1)[-1]} opened",
            added=(Triple(node, said, _concept("admission", "open")),),
            dropped=(Triple(node, said, _concept("admission", "closed")),),
        )

    def _mint(self, kind: str) -> str:
        self.count += 1
        return str(mint_id(kind, f"assumed-{self.count}"))

    def _state(self, node: str, kind: str, told: str, fields: dict[str, Value]) -> Iterable[Triple]:
        """State something as evidence: with its row, and a claim that a source of its own makes."""
        slug = node.rsplit("/", 1)[-1]
        claim, locator, source, row = (
            str(mint_id(word, slug)) for word in ("claim", "locator", "source", "row")
        )
        yield _triple(node, RDF.type, NamedNode(str(ICL[kind])))
        yield _triple(node, ICL.case, NamedNode(str(mint_id("case", self.case))))
        if kind in ("Actor", "Event"):
            language = "en" if kind == "Event" else None
            yield _triple(node, RDFS.label, Literal(told, language=language))
        yield _triple(node, ICL.evidenceRow, NamedNode(row))
        yield _triple(node, ICL.supportedByClaim, NamedNode(claim))
        for name, value in fields.items():
            yield _triple(node, ICL[name], value)
        yield _triple(claim, RDF.type, NamedNode(str(ICL.ObservationClaim)))
        yield _triple(claim, ICL.case, NamedNode(str(mint_id("case", self.case))))
        yield _triple(claim, ICL.confidence, _concept("confidence", "explicit"))
        yield _triple(claim, ICL.paraphrase, Literal("assumed", language="en"))
        yield _triple(claim, ICL.statedIn, NamedNode(locator))
        yield _triple(locator, RDF.type, NamedNode(str(ICL.SourceLocator)))
        yield _triple(locator, ICL.source, NamedNode(source))
        yield _triple(locator, ICL.address, Literal("assumed"))
        yield _triple(source, RDF.type, NamedNode(str(ICL.Source)))
        yield _triple(source, DCTERMS.title, Literal("an assumption"))


def _years(years: Sequence[int]) -> dict[str, Value]:
    return {"startYear": Literal(years[0]), "endYear": Literal(years[1])}


def _concept(scheme: str, word: str) -> NamedNode:
    return NamedNode(str(mint_concept(scheme, word)))


def _triple(subject: str, predicate: object, value: Value) -> Triple:
    return Triple(NamedNode(subject), NamedNode(str(predicate)), value)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
