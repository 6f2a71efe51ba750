"""From triples back to rows: the cells of every node of a case."""

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.tables.cells import Year, join_list, natural_key, render_year
from kg.tables.facts import LABEL, NOTATION, Facts, name_property, split_id
from kg.tables.rows import class_names, default_evidence
from kg.tables.schema import Column, Table
from kg.tables.to_rdf import ON_CLAIMS

Cells = dict[str, str]

_CLASS_COLUMNS = {"territory": "item", "rosters": "set"}


def read_rows(table: Table, facts: Facts, case: str, every: Facts) -> list[Cells]:
    """Give the rows of a table that a case tells, in natural order of their keys.

    :param facts: the file of the table's part.
    :param every: all files, for the keys that references are written with.
    """
    nodes = [
        node
        for name in class_names(table)
        for node in facts.of_class(name)
        if case in facts.cases(node)
    ]
    rows = [_read_row(table, facts, case, every, node) for node in dict.fromkeys(nodes)]
    first = [column.name for column in table.columns if column.name in ("id", "cluster", "start")]
    return sorted(rows, key=lambda row: [natural_key(row[name]) for name in first])


def _read_row(table: Table, facts: Facts, case: str, every: Facts, node: NamedNode) -> Cells:
    cells = {column.name: read_cell(column, facts, every, node) for column in table.columns}
    if table.name == "institutions":
        cells |= _read_institution(facts, node)
    elif table.name == "contestations":
        cells |= _read_dispute(facts, node)
    if table.claim_class:
        cells |= dict.fromkeys(ON_CLAIMS, "")
        cells |= _read_claims(facts, case, every, node)
        cells["row"] = _read_evidence(facts, case, node, cells["id"])
    return cells


def read_cell(column: Column, facts: Facts, every: Facts, node: NamedNode) -> str:
    """Give the cell of a column whose triples stand on the node of the row."""
    if not column.property:
        return split_id(node.value)[1] if column.kind == "id" else ""
    prop = name_property(column.property)
    match column.kind:
        case "year":
            return _read_year(column, facts, node)
        case "text-en":
            return facts.text(node, prop, "en")
        case "text-ko":
            return facts.text(node, prop, "ko")
        case "yes-no":
            return {"true": "yes", "false": "no"}.get(facts.text(node, prop), "")
        case "texts" | "codes":
            return join_list(facts.texts(node, prop))
        case "word" | "words":
            return join_list(each.value.rpartition("/")[2] for each in facts.nodes(node, prop))
        case "ref" | "refs":
            return join_list(name_key(each, every) for each in facts.nodes(node, prop))
        case _:
            return facts.text(node, prop)


def name_key(node: NamedNode, every: Facts) -> str:
    """Give the key by which a table refers to a node."""
    return every.text(node, NOTATION) or split_id(node.value)[1]


def _read_year(column: Column, facts: Facts, node: NamedNode) -> str:
    first = facts.text(node, name_property(column.property))
    if not first:
        return ""
    latest = facts.text(node, name_property(f"{column.property}Latest"))
    circa = column.name in facts.texts(node, name_property("circaField"))
    return render_year(Year(int(first), int(latest) if latest else None, circa))


def _read_institution(facts: Facts, node: NamedNode) -> Cells:
    for institution in facts.nodes(node, name_property("institution")):
        kind, slug = split_id(institution.value)
        if kind == "actor":
            return {"actor": slug, "name": "", "name_ko": ""}
        korean = facts.text(institution, LABEL, "ko")
        return {"actor": "", "name": facts.text(institution, LABEL), "name_ko": korean}
    return {"actor": "", "name": "", "name_ko": ""}


def _read_dispute(facts: Facts, node: NamedNode) -> Cells:
    for dispute in facts.nodes(node, name_property("contestation")):
        question = name_property("question")
        return {
            "dispute": name_key(dispute, facts),
            "question_en": facts.text(dispute, question, "en"),
            "question_ko": facts.text(dispute, question, "ko"),
        }
    return {}


def _read_claims(facts: Facts, case: str, every: Facts, node: NamedNode) -> Cells:
    """Give what the claims of a row say; sources in natural order, each with its locator."""
    cells: Cells = {}
    places: list[tuple[str, str]] = []
    for claim in facts.nodes(node, name_property("supportedByClaim")):
        if case not in facts.cases(claim):
            continue
        for locator in facts.nodes(claim, name_property("statedIn")):
            place = facts.text(locator, name_property("locatorText"))
            for source in facts.nodes(locator, name_property("source")):
                places.append((name_key(source, every), place))
        for word in facts.nodes(claim, name_property("confidence")):
            cells["confidence"] = word.value.rpartition("/")[2]
        for via in facts.nodes(claim, name_property("reportedVia")):
            cells["reported_via"] = name_key(via, every)
        cells["paraphrase"] = facts.text(claim, name_property("paraphrase"), "en")
        cells["paraphrase_ko"] = facts.text(claim, name_property("paraphrase"), "ko")
    cells["source"], cells["locator"] = render_places(places)
    return cells


def render_places(places: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Write sources and their locators as two cells, the sources in natural order.

    >>> render_places([("s10", "p. 3"), ("s9", ""), ("s11", "")])
    ('s9; s10; s11', '; p. 3')
    """
    ordered = sorted(places, key=lambda place: natural_key(place[0]))
    texts = [place for _, place in ordered]
    while texts and not texts[-1]:
        texts.pop()
    return "; ".join(source for source, _ in ordered), "; ".join(texts)


def _read_evidence(facts: Facts, case: str, node: NamedNode, key: str) -> str:
    entries = [
        facts.text(evidence, NOTATION)
        for evidence in facts.nodes(node, name_property("evidenceRow"))
        if case in facts.cases(evidence)
    ]
    return "" if entries == [default_evidence(key)] else join_list(entries)
