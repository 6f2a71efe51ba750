"""Import: a folder of tables into the Turtle files of a case, all of them or none."""

from pathlib import Path

from pyoxigraph import Triple

from kg.errors import KgError, TableError
from kg.namespaces import slugify
from kg.resources import ontology_dir
from kg.tables.checks import check_rows
from kg.tables.conflicts import check_claims, check_conflicts
from kg.tables.facts import NOTATION, Facts, name_property, split_id
from kg.tables.faults import Faults
from kg.tables.holdings import SHARED, Holdings, name_file, read_holdings
from kg.tables.keys import Tables, find_keys
from kg.tables.rows import class_names, read_tables
from kg.tables.schema import BY_NAME, REQUIRED, TABLES, Part
from kg.tables.shared import find_cited, merge_shocks, merge_sources
from kg.tables.to_rdf import Builder
from kg.tables.words import read_word_lists
from kg.tables.writing import write_all
from kg.turtle import render_turtle

_COMMENTS: dict[Part, str] = {
    "evidence": "The evidence of the case {case}.",
    "stages": "Stages of the life cycle of the case {case}, as authors name them.",
    "assessments": "Judgements and disputes of authors on the case {case}.",
    "sources": "The sources of all cases.",
    "shocks": "The adverse shocks of industries, with the cases that list them.",
}


def import_tables(
    folder: Path, case: str, into: Path, *, schemes: Path | None = None
) -> list[Path]:
    """Write the tables of a folder as the Turtle files of a case.

    Only the parts that have a table are written: evidence, sources, shocks, stages, assessments.
    Sources and shocks are merged into the files that all cases share.

    :param schemes: the folder of the word lists; that of the ontology if none is given.
    :returns: the files written.
    :raises TableError: with every fault of the tables; nothing is written then.
    :raises KgError: if the case's name is no slug, or a file cannot be read or written.
    """
    if not case or case != slugify(case):
        raise KgError(
            f"'{case}' cannot name a case; write a slug such as '{slugify(case) or 'jura'}'"
        )
    if not folder.is_dir():
        raise KgError(f"{folder}: there is no such folder; name the folder of the tables")
    faults = Faults()
    lists = read_word_lists(schemes or ontology_dir() / "schemes")
    tables = read_tables(folder, lists, faults)
    if not tables:
        faults.raise_any()
        names = ", ".join(f"{table.name}.csv" for table in TABLES)
        raise TableError([f"{folder}: holds no table; a folder of a case has some of: {names}"])
    holdings = read_holdings(into)
    _check_files(tables, holdings, case, faults)
    keys = find_keys(tables, holdings, case, faults)
    check_rows(tables, lists, keys, faults)
    check_conflicts(tables, holdings, case, faults)
    builder = Builder(case, lists, keys, _find_addresses(tables, holdings), faults)
    built = _build_parts(tables, builder)
    for part in ("evidence", "shocks"):
        check_claims(built.get(part, []), holdings, part, case, faults)
    faults.raise_any()
    merged = _merge_shared(built, holdings, case)
    return write_all(
        {
            into / name_file(part, case): render_turtle(triples, _COMMENTS[part].format(case=case))
            for part, triples in merged.items()
        }
    )


def _check_files(tables: Tables, holdings: Holdings, case: str, faults: Faults) -> None:
    """Find tables that must be there: those of any evidence, and those that hold rows already."""
    parts = {BY_NAME[name].part for name in tables}
    for table in TABLES:
        if table.name in tables or table.part not in parts | {"sources"}:
            continue
        if table.name in REQUIRED:
            if "evidence" in parts:
                message = "is missing; evidence needs it, be it with its header alone"
                faults.add(f"{table.name}.csv", 0, "", message)
            continue
        held = holdings.part(table.part, case)
        told = sum(len(held.of_class(name)) for name in class_names(table))
        if told:
            file = name_file(table.part, case)
            message = f"is missing, but {file} holds rows of it; add it, or its header alone to"
            faults.add(f"{table.name}.csv", 0, "", f"{message} remove them")


def _find_addresses(tables: Tables, holdings: Holdings) -> dict[str, str]:
    """Give the address of each source by its key, or its title where it has none."""
    held = holdings.part("sources", "")
    addresses = {
        held.text(node, NOTATION) or split_id(node.value)[1]: held.text(
            node, name_property("address")
        )
        or held.text(node, name_property("dcterms:title"))
        for node in held
    }
    rows = tables.get("sources") or ()
    return addresses | {row.key: row["address"] or row["title"] for row in rows}


def _build_parts(tables: Tables, builder: Builder) -> dict[Part, list[Triple]]:
    built: dict[Part, list[Triple]] = {}
    for name, rows in tables.items():
        part = BY_NAME[name].part
        if part not in built:
            built[part] = builder.build_case() if part == "evidence" else []
        for row in rows or ():
            built[part] += builder.build(row)
    return built


def _merge_shared(
    built: dict[Part, list[Triple]], holdings: Holdings, case: str
) -> dict[Part, list[Triple]]:
    """Merge sources and shocks with those of all cases, looking at what will be cited then."""
    merged = dict(built)
    new = {name_file(part, case) for part in built} | set(SHARED)
    staying = dict(holdings.others(new))
    own_files = {name_file(part, case) for part in ("evidence", "stages", "assessments")}
    own = [facts for name, facts in staying.items() if name in own_files]
    own += [Facts(triples) for part, triples in built.items() if part != "shocks"]
    others = [facts for name, facts in staying.items() if name not in own_files]
    shocks = holdings.triples.get(name_file("shocks", case), [])
    if "shocks" in built:
        cited = find_cited(own, others)
        shocks = merged["shocks"] = merge_shocks(shocks, built["shocks"], case, cited)
    if "sources" in built:
        sources = holdings.triples.get(name_file("sources", case), [])
        mine = [Facts(built["shocks"])] if "shocks" in built else []
        cited = find_cited(own + mine, [*others, Facts(shocks)])
        merged["sources"] = merge_sources(sources, built["sources"], case, cited)
    return merged
