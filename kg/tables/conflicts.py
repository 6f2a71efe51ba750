"""What the tables of a case say otherwise than what is held for other cases."""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from kg.namespaces import slugify
from kg.tables.facts import CASE, Facts, id_node, name_property, split_id
from kg.tables.faults import Faults
from kg.tables.from_rdf import name_key, read_cell
from kg.tables.holdings import SOURCES, Holdings, name_file
from kg.tables.keys import Tables
from kg.tables.rows import Row
from kg.tables.schema import BY_NAME, TABLES, Part

_COMPARED = {
    "sources": ("title", "address", "year"),
    "shocks": ("name_en", "name_ko", "industry", "branch", "start", "end"),
    "actors": ("name", "name_ko", "kind", "founded", "dissolved"),
}


def check_conflicts(tables: Tables, holdings: Holdings, case: str, faults: Faults) -> None:
    """Find keys another case uses, and shared things that it describes otherwise."""
    parts = {BY_NAME[name].part for name in tables}
    own = {name_file(part, case) for part in ("evidence", "stages", "assessments")}
    told = tuple(f"{part}/" for part in ("cases", "stages", "assessments"))
    others = [each for each in holdings.others(own) if each[0].startswith(told)]
    for name, rows in tables.items():
        for row in rows or ():
            if name in ("sources", "shocks"):
                file = name_file(row.table.part, case)
                _compare(row, file, holdings.facts.get(file, Facts()), case, faults)
            else:
                _check_use(row, others, case, faults)
    rewritten = {name_file(part, case) for part in parts}
    _check_addresses(tables, holdings.others(rewritten), faults)
    for part in sorted(parts - {"sources", "shocks"}):
        kept = [name_file(each, case) for each in ("stages", "assessments") if each not in parts]
        _check_gone(tables, part, holdings.part(part, case), holdings, kept, faults)


def _check_use(row: Row, others: Iterable[tuple[str, Facts]], case: str, faults: Faults) -> None:
    nodes = {"id": row.node} if row.node else {}
    if row["dispute"]:
        nodes["dispute"] = id_node("contestation", slugify(row["dispute"]))
    for file, facts in others:
        if row.table.name == "actors":
            _compare(row, file, facts, case, faults)
            continue
        for column, node in nodes.items():
            if node in facts:
                at = column if row.table.column(column) else "cluster"
                message = f"'{row[at]}' is in use already, in {file}; choose another key"
                faults.add(f"{row.table.name}.csv", row.number, at, message)


def _compare(row: Row, file: str, facts: Facts, case: str, faults: Faults) -> None:
    """Compare a row with the same thing as other cases describe it."""
    node = row.node
    if not node or node not in facts:
        return
    cases = [each for each in facts.cases(node) if each != case]
    if not cases:
        return
    for name in _COMPARED[row.table.name]:
        column = row.table.column(name)
        held = read_cell(column, facts, facts, node) if column else ""
        both = bool(held and row[name]) or row.table.name != "actors"
        if held != row[name] and both:
            message = f"'{row[name]}', but '{held}' in case {', '.join(cases)} ({file})"
            faults.add(f"{row.table.name}.csv", row.number, name, message + "; write the same")


def _check_addresses(tables: Tables, kept: Iterable[tuple[str, Facts]], faults: Faults) -> None:
    """Find sources whose new address is not that of their locators in files that stay."""
    rows = {row.node: row for row in tables.get("sources") or () if row.node}
    prop, address_of = name_property("source"), name_property("address")
    for file, facts in kept:
        for locator in facts.of_class("SourceLocator"):
            for source in facts.nodes(locator, prop):
                row = rows.get(source)
                held = facts.text(locator, address_of)
                if row and held and held != (row["address"] or row["title"]):
                    message = f"gives another address than '{held}' in {file}; import that too"
                    faults.add("sources.csv", row.number, "address", message)


def _check_gone(
    tables: Tables, part: Part, held: Facts, holdings: Holdings, kept: list[str], faults: Faults
) -> None:
    """Find rows of an earlier import that are gone, though a file that stays speaks of them."""
    table_of = {table.iri_type: table for table in TABLES if table.part == part}
    table_of |= {"cluster": BY_NAME["territory"]} if part == "evidence" else {}
    read = [name for name, rows in tables.items() if rows is not None]
    nodes = {row.node for name in read for row in tables[name] or ()}
    for file in kept:
        facts = holdings.facts.get(file, Facts())
        pointed = {value for node in facts for value in facts.pointed_to(node)}
        for node in sorted(pointed - nodes, key=str):
            table = table_of.get(split_id(node.value)[0])
            if table and table.name in read and node in held:
                message = f"'{name_key(node, held)}' is gone, but {file} speaks of it; import that"
                faults.add(f"{table.name}.csv", 0, "", message + " too")


def check_claims(
    own: Iterable[Triple], holdings: Holdings, part: Part, case: str, faults: Faults
) -> None:
    """Find claims that another case makes from the same source in other words.

    Only an actor or a shock of two cases can have a claim of both.
    """
    built = Facts(own)
    replaced = {SOURCES} | ({name_file(part, case)} if part == "evidence" else set())
    for file, facts in holdings.others(replaced):
        for claim in built:
            others = [each for each in facts.cases(claim) if each != case]
            if split_id(claim.value)[0] != "claim" or not others:
                continue
            if _content(built, claim) != _content(facts, claim):
                table = "actors.csv" if part == "evidence" else "shocks.csv"
                slug = split_id(claim.value)[1]
                message = f"the claim {slug} differs from that of case {', '.join(others)} ({file})"
                faults.add(table, 0, "", message + "; write the same paraphrase and locator")


def _content(facts: Facts, claim: NamedNode) -> set[tuple[NamedNode, str]]:
    return set(_pairs(facts, claim))


def _pairs(facts: Facts, claim: NamedNode) -> Iterator[tuple[NamedNode, str]]:
    for prop in facts.properties(claim):
        if prop != CASE:
            yield from ((prop, str(value)) for value in facts.values(claim, prop))
