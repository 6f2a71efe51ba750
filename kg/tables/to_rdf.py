"""From rows to triples: one node a row, its claims, their locators and the rows of the notes."""

import unicodedata
from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import PREFIXES, slugify
from kg.tables.cells import parse_year, split_list
from kg.tables.facts import CASE, LABEL, NOTATION, TYPE, Term, id_node, name_property, split_id
from kg.tables.faults import Faults
from kg.tables.keys import Keys
from kg.tables.locators import parse_locator
from kg.tables.rows import Row
from kg.tables.schema import Column
from kg.tables.words import WordLists

_INTEGER = NamedNode(PREFIXES["xsd"] + "integer")
_BOOLEAN = NamedNode(PREFIXES["xsd"] + "boolean")

ON_CLAIMS = frozenset(
    {"confidence", "source", "locator", "paraphrase", "paraphrase_ko", "reported_via", "row"}
)
"""Columns of a table of evidence that speak of its claims or notes, not of the node."""

ON_OTHER_NODES: dict[str, frozenset[str]] = {
    "institutions": frozenset({"actor", "name", "name_ko"}),
    "contestations": frozenset({"dispute", "question_en", "question_ko"}),
}
"""Columns whose content stands on a node of its own, beside that of the row."""


def is_plain(row: Row, column: Column) -> bool:
    """Tell whether a column's triples are those of its property on the node of the row."""
    if not column.property or column.name in ON_OTHER_NODES.get(row.table.name, ()):
        return False
    return not (row.table.claim_class and column.name in ON_CLAIMS)


class Builder:
    """Makes the triples of rows, and notes two contents that would share one address."""

    def __init__(
        self,
        case: str,
        lists: WordLists,
        keys: Keys,
        addresses: dict[str, str],
        faults: Faults,
    ) -> None:
        self.case = id_node("case", case)
        self._slug = case
        self._lists = lists
        self._keys = keys
        self._addresses = addresses
        self._faults = faults
        self._meant: dict[NamedNode, str] = {}

    def build_case(self) -> list[Triple]:
        """Make the node of the case itself."""
        kind = Triple(self.case, TYPE, name_property("Case"))
        return [kind, Triple(self.case, NOTATION, Literal(self._slug))]

    def build(self, row: Row) -> list[Triple]:
        """Make the triples of a row; none where a fault leaves it without an address."""
        node = row.node
        if not node:
            return []
        triples = self._state(node, row.rdf_class)
        for column in row.table.columns:
            if row[column.name] and is_plain(row, column):
                triples += self._build_column(row, node, column)
        if row.table.name == "institutions":
            triples += self._build_institution(row, node)
        elif row.table.name == "contestations":
            triples += self._build_dispute(row, node)
        elif row.table.name == "sources":
            author = name_property("author")
            names = split_list(row["authors"])
            triples += [Triple(node, author, Literal(name)) for name in names]
        if row.table.claim_class:
            triples += self._build_evidence(row, node)
            triples += self._build_claims(row, node)
        return triples

    def _state(self, node: NamedNode, rdf_class: str) -> list[Triple]:
        return [Triple(node, TYPE, name_property(rdf_class)), Triple(node, CASE, self.case)]

    def _build_column(self, row: Row, node: NamedNode, column: Column) -> Iterator[Triple]:
        prop = name_property(column.property)
        if column.kind != "year":
            for term in self._terms(row, column):
                yield Triple(node, prop, term)
            return
        year = parse_year(row[column.name])
        yield Triple(node, prop, _integer(year.first))
        if year.latest is not None:
            yield Triple(node, name_property(f"{column.property}Latest"), _integer(year.latest))
        if year.circa:
            yield Triple(node, name_property("circaField"), Literal(column.name))

    def _terms(self, row: Row, column: Column) -> list[Term]:
        text = row[column.name]
        match column.kind:
            case "text-en":
                return [Literal(text, language="en")]
            case "text-ko":
                return [Literal(text, language="ko")]
            case "yes-no":
                return [Literal("true" if text == "yes" else "false", datatype=_BOOLEAN)]
            case "texts" | "codes":
                return [Literal(entry) for entry in split_list(text)]
            case "word" | "words":
                entries = split_list(text) if column.kind == "words" else [text]
                found = (self._lists.find(column.scheme, entry) for entry in entries)
                return [word.concept for word in found if word]
            case "ref" | "refs":
                entries = split_list(text) if column.kind == "refs" else [text]
                return [node for key in entries for node in self._keys.find(column.target, key)]
            case _:
                return [Literal(text)]

    def _build_institution(self, row: Row, node: NamedNode) -> list[Triple]:
        prop = name_property("institution")
        if row["actor"]:
            return [Triple(node, prop, actor) for actor in self._keys.find("actor", row["actor"])]
        institution = id_node("institution", split_id(node.value)[1])
        triples = [Triple(node, prop, institution), *self._state(institution, "Institution")]
        if row["name"]:
            triples.append(Triple(institution, LABEL, Literal(row["name"])))
        if row["name_ko"]:
            triples.append(Triple(institution, LABEL, Literal(row["name_ko"], language="ko")))
        return triples

    def _build_dispute(self, row: Row, node: NamedNode) -> list[Triple]:
        if not row["dispute"]:
            return []
        dispute = id_node("contestation", slugify(row["dispute"]))
        self._claim_address(dispute, row["dispute"], row, "dispute")
        triples = [
            Triple(node, name_property("contestation"), dispute),
            *self._state(dispute, "Contestation"),
            Triple(dispute, NOTATION, Literal(row["dispute"])),
        ]
        for cluster in self._keys.find("cluster", row["cluster"]):
            triples.append(Triple(dispute, name_property("cluster"), cluster))
        for column, language in (("question_en", "en"), ("question_ko", "ko")):
            if row[column]:
                asked = Literal(row[column], language=language)
                triples.append(Triple(dispute, name_property("question"), asked))
        return triples

    def _build_evidence(self, row: Row, node: NamedNode) -> list[Triple]:
        triples: list[Triple] = []
        for entry in row.evidence:
            evidence = id_node("row", f"{self._slug}-{slugify(entry)}")
            self._claim_address(evidence, entry, row, "row")
            triples += self._state(evidence, "EvidenceRow")
            triples.append(Triple(evidence, NOTATION, Literal(entry)))
            triples.append(Triple(node, name_property("evidenceRow"), evidence))
        return triples

    def _build_claims(self, row: Row, node: NamedNode) -> list[Triple]:
        triples: list[Triple] = []
        confidence = self._lists.find("confidence", row["confidence"] or "explicit")
        about = f"{row.table.iri_type}-{slugify(row.key)}"
        for source, place in row.sources:
            for origin in self._keys.find("source", source):
                claim = id_node("claim", f"{about}-{slugify(source)}")
                self._claim_address(claim, f"{row.key} from {source}", row, "source")
                locator, described = self._build_locator(row, source, origin, place)
                triples += self._state(claim, row.table.claim_class)
                triples += described
                triples.append(Triple(claim, name_property("statedIn"), locator))
                triples.append(Triple(node, name_property("supportedByClaim"), claim))
                if confidence:
                    said = Triple(claim, name_property("confidence"), confidence.concept)
                    triples.append(said)
                for column, language in (("paraphrase", "en"), ("paraphrase_ko", "ko")):
                    if row[column]:
                        told = Literal(row[column], language=language)
                        triples.append(Triple(claim, name_property("paraphrase"), told))
                for via in self._keys.find("source", row["reported_via"]):
                    triples.append(Triple(claim, name_property("reportedVia"), via))
        return triples

    def _build_locator(
        self, row: Row, source: str, origin: NamedNode, place: str
    ) -> tuple[NamedNode, list[Triple]]:
        slug = slugify(source) + (f"-{_slug_place(place)}" if place else "")
        locator = id_node("locator", slug)
        self._claim_address(locator, f"{source} {place}".strip(), row, "locator")
        triples = [
            Triple(locator, TYPE, name_property("SourceLocator")),
            Triple(locator, name_property("source"), origin),
        ]
        if not place:
            address = Literal(self._addresses.get(source, source))
            return locator, [*triples, Triple(locator, name_property("address"), address)]
        triples.append(Triple(locator, name_property("locatorText"), Literal(place)))
        for part, value in parse_locator(place).items():
            term = _integer(int(value)) if part == "paragraph" else Literal(value)
            triples.append(Triple(locator, name_property(part), term))
        return locator, triples

    def _claim_address(self, node: NamedNode, meaning: str, row: Row, column: str) -> None:
        """Note what an address stands for; another meaning for the same one is a fault."""
        first = self._meant.setdefault(node, meaning)
        if first != meaning:
            message = f"'{meaning}' and '{first}' give one address; write one of them otherwise"
            self._faults.add(f"{row.table.name}.csv", row.number, column, message)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=_INTEGER)


def _slug_place(place: str) -> str:
    """Give the slug of a locator; with a digest where letters have none of their own (Hangul)."""
    slug = slugify(place)
    letters = (char for char in unicodedata.normalize("NFKD", place) if char.isalnum())
    if all(char.isascii() for char in letters):
        return slug
    return f"{slug}-{sha256(place.encode()).hexdigest()[:8]}"
