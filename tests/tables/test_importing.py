import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import KgError, SourceError, TableError
from kg.namespaces import ICL, PREFIXES
from kg.read import read_turtle
from kg.tables import export_tables, import_tables, write_template
from kg.tables.rows import default_evidence

from .conftest import Tables

XSD = PREFIXES["xsd"]


def iri(name: str) -> NamedNode:
    """Give the IRI of a prefixed name, or of ``id/type/slug`` and ``scheme/list/word``."""
    prefix, _, local = name.rpartition(":")
    if prefix:
        return NamedNode(PREFIXES[prefix] + local)
    return NamedNode(str(ICL).removesuffix("def/") + name)


def integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def boolean(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "boolean"))


def told(tables: Tables, file: str, subject: str) -> dict[str, set[object]]:
    """Give the properties of a node in a file, by their prefixed name."""
    found: dict[str, set[object]] = {}
    for triple in read_turtle(tables.into / file):
        if triple.subject == iri(subject):
            for prefix, namespace in PREFIXES.items():
                if triple.predicate.value.startswith(namespace):
                    name = f"{prefix}:{triple.predicate.value.removeprefix(namespace)}"
                    found.setdefault(name, set()).add(triple.object)
    return found


def test_the_files_of_every_part_are_written(alder: Tables) -> None:
    written = [path.relative_to(alder.into).as_posix() for path in alder.load()]
    assert sorted(written) == [
        "assessments/alder.ttl",
        "cases/alder.ttl",
        "shocks.ttl",
        "sources.ttl",
        "stages/alder.ttl",
    ]


def test_a_tie_becomes_a_node_with_its_words_years_and_claims(alder: Tables) -> None:
    alder.load()
    assert told(alder, "cases/alder.ttl", "id/tie/al-t2-1") == {
        "rdf:type": {iri("icl:Tie")},
        "icl:case": {iri("id/case/alder")},
        "icl:firstParty": {iri("id/actor/far-bank")},
        "icl:secondParty": {iri("id/actor/alder-clocks")},
        "icl:tieKind": {iri("scheme/tie-kind/financing")},
        "icl:tieNature": {iri("scheme/tie-nature/happening")},
        "icl:tieBasis": {iri("scheme/tie-basis/contract")},
        "icl:startYear": {integer(1920)},
        "icl:startYearLatest": {integer(1929)},
        "icl:uncertainField": {Literal("basis"), Literal("start")},
        "icl:evidenceRow": {iri("id/row/alder-al-t2")},
        "icl:supportedByClaim": {
            iri("id/claim/tie-al-t2-1-al-s2"),
            iri("id/claim/tie-al-t2-1-al-s10"),
        },
        "skos:notation": {Literal("AL-T2.1")},
    }


def test_a_claim_says_how_firmly_and_where(alder: Tables) -> None:
    alder.load()
    assert told(alder, "cases/alder.ttl", "id/claim/tie-al-t2-1-al-s10") == {
        "rdf:type": {iri("icl:ObservationClaim")},
        "icl:case": {iri("id/case/alder")},
        "icl:confidence": {iri("scheme/confidence/uncertain")},
        "icl:paraphrase": {Literal("The history says so.", language="en")},
        "icl:reportedVia": {iri("id/source/al-s10")},
        "icl:statedIn": {iri("id/locator/al-s10-s-4-para-3")},
    }
    assert told(alder, "cases/alder.ttl", "id/locator/al-s10-s-4-para-3") == {
        "rdf:type": {iri("icl:SourceLocator")},
        "icl:source": {iri("id/source/al-s10")},
        "icl:section": {Literal("4")},
        "icl:paragraph": {integer(3)},
        "icl:locatorText": {Literal("s. 4 para. 3")},
    }


def test_without_a_locator_the_address_is_one_else_the_title(alder: Tables) -> None:
    alder.set("events", "AL-E1", source="al-s1; al-s2")
    alder.load()
    for source, address in (
        ("al-s1", "https://example.org/alder"),
        ("al-s2", "Clocks, “bells” and more"),
    ):
        locator = told(alder, "cases/alder.ttl", f"id/locator/{source}")
        assert locator["icl:address"] == {Literal(address)}


def test_an_empty_confidence_is_explicit(alder: Tables) -> None:
    alder.set("ties", "AL-T1", confidence="")
    alder.load()
    claim = told(alder, "cases/alder.ttl", "id/claim/tie-al-t1-al-s1")
    assert claim["icl:confidence"] == {iri("scheme/confidence/explicit")}


def test_an_actor_keeps_its_slug_years_about_and_both_names(alder: Tables) -> None:
    alder.load()
    actor = told(alder, "cases/alder.ttl", "id/actor/alder-clocks")
    assert actor["rdfs:label"] == {Literal("Alder Clocks"), Literal("알더 시계", language="ko")}
    assert actor["icl:foundedYear"] == {integer(1890)}
    assert actor["icl:circaField"] == {Literal("founded")}
    assert "skos:notation" not in actor
    assert "icl:collective" not in actor
    supplier = told(alder, "cases/alder.ttl", "id/actor/bell-works")
    assert supplier["icl:ownMarketing"] == {boolean("false")}


def test_the_items_of_a_territory_have_classes_of_their_own(alder: Tables) -> None:
    alder.load()
    for node, name in (
        ("id/cluster/alder-valley", "Cluster"),
        ("id/district/al-d1", "District"),
        ("id/branch/al-b1", "LineBranch"),
        ("id/roster/al-r1", "TieSet"),
        ("id/roster/al-r2", "InstitutionSet"),
        ("id/snapshot/alder-valley/1921-1945", "ClusterSnapshot"),
        ("id/case/alder", "Case"),
    ):
        assert told(alder, "cases/alder.ttl", node)["rdf:type"] == {iri(f"icl:{name}")}


def test_an_institution_is_an_actor_or_a_node_with_its_names(alder: Tables) -> None:
    alder.load()
    body = told(alder, "cases/alder.ttl", "id/presence/al-i1")
    assert body["icl:institution"] == {iri("id/actor/makers-union")}
    law = told(alder, "cases/alder.ttl", "id/presence/al-i2")
    assert law["icl:institution"] == {iri("id/institution/al-i2")}
    assert "rdfs:label" not in law
    names = {Literal("Clock Statute"), Literal("시계법", language="ko")}
    assert told(alder, "cases/alder.ttl", "id/institution/al-i2")["rdfs:label"] == names


def test_positions_of_one_dispute_share_its_node(alder: Tables) -> None:
    alder.load()
    file = "assessments/alder.ttl"
    position = told(alder, file, "id/position/al-p1")
    assert position["icl:contestation"] == {iri("id/contestation/al-why")}
    assert position["icl:speaksOf"] == {
        iri("id/event/al-e1"),
        iri("id/assessment/al-q1"),
        iri("id/tie/al-t1"),
    }
    dispute = told(alder, file, "id/contestation/al-why")
    assert dispute["icl:question"] == {
        Literal("Why did it end?", language="en"),
        Literal("왜 끝났는가?", language="ko"),
    }
    assert dispute["icl:cluster"] == {iri("id/cluster/alder-valley")}


def test_a_word_of_several_lists_takes_the_first_that_has_it(alder: Tables) -> None:
    alder.load()
    for key, concept in (("al-q1", "constraint/lock-in"), ("al-q2", "assessment-topic/other")):
        alder.set("assessments", "AL-Q2", subject="other")
        alder.load()
        found = told(alder, "assessments/alder.ttl", f"id/assessment/{key}")
        assert found["icl:assessedConcept"] == {iri(f"scheme/{concept}")}


def test_a_source_has_one_author_a_triple_and_the_list_as_written(alder: Tables) -> None:
    alder.load()
    source = told(alder, "sources.ttl", "id/source/al-s1")
    assert source["icl:author"] == {Literal("Doe, J."), Literal("Kim, M.")}
    assert source["icl:authorList"] == {Literal("Doe, J.; Kim, M.")}


def test_rows_of_the_notes_are_shared_by_the_statements_that_rest_on_them(alder: Tables) -> None:
    alder.load()
    for tie in ("al-t2-1", "al-t2-2"):
        rows = told(alder, "cases/alder.ttl", f"id/tie/{tie}")["icl:evidenceRow"]
        assert rows == {iri("id/row/alder-al-t2")}
    row = told(alder, "cases/alder.ttl", "id/row/alder-al-t2")
    assert row["skos:notation"] == {Literal("AL-T2")}
    assert default_evidence("AL-T2.e1") == "AL-T2"


def test_a_type_and_a_list_of_one_name_are_told_apart(alder: Tables) -> None:
    alder.load()
    body = told(alder, "cases/alder.ttl", "id/admission/al-x1")
    assert body["icl:admission"] == {iri("scheme/admission/closed")}


def test_sections_named_in_hangul_get_addresses_of_their_own(alder: Tables) -> None:
    alder.set("ties", "AL-T1", locator="s. 서론")
    alder.set("ties", "AL-T10", locator="s. 결론")
    alder.load()
    stated = [
        told(alder, "cases/alder.ttl", f"id/claim/tie-{tie}-al-s1")["icl:statedIn"]
        for tie in ("al-t1", "al-t10")
    ]
    assert stated[0] != stated[1]


def test_how_a_spreadsheet_writes_makes_no_difference(alder: Tables, tmp_path: Path) -> None:
    alder.load()
    before = alder.texts()
    for path in alder.folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow([*header, ""])
            writer.writerow([])
            for row in reversed(rows):
                cells = [cell.replace("\n", "\r\n") for cell in row]
                writer.writerow([*(f" {cell} " if cell else "" for cell in cells), "", ""])
    alder.load()
    assert alder.texts() == before


def test_the_order_in_a_list_makes_no_difference(alder: Tables) -> None:
    alder.load()
    before = alder.texts()
    alder.set("territory", "AL-B1", branch="2652 ;2651;")
    alder.set("contestations", "AL-P1", statements="AL-T1;AL-E1;AL-Q1")
    alder.load()
    assert alder.texts() == before


def test_sources_in_another_order_take_their_locators_along(alder: Tables) -> None:
    alder.load()
    before = alder.texts()
    alder.set("ties", "AL-T2.1", source="al-s10; al-s2", locator="s. 4 para. 3; p. 4")
    alder.load()
    assert alder.texts() == before


def test_stages_alone_leave_the_evidence_as_it_is(alder: Tables) -> None:
    alder.load()
    evidence = alder.into / "cases" / "alder.ttl"
    evidence.write_text("# by hand\n" + evidence.read_text(encoding="utf-8"), encoding="utf-8")
    before = alder.texts()
    alder.keep("stages", "assessments", "contestations")
    alder.set("stages", "AL-ST1", stage="maturity")
    alder.set("contestations", "AL-P1", statements="AL-E1; AL-T2.2; far-bank")
    written = alder.load()
    assert {path.parent.name for path in written} == {"stages", "assessments"}
    after = alder.texts()
    assert {name for name in after if after[name] != before[name]} == {
        "stages/alder.ttl",
        "assessments/alder.ttl",
    }


def test_evidence_alone_leaves_stages_and_assessments_as_they_are(alder: Tables) -> None:
    alder.load()
    before = alder.texts()
    for name in ("stages", "assessments", "contestations", "shocks"):
        (alder.folder / f"{name}.csv").unlink()
    alder.set("ties", "AL-T1", valence="")
    alder.load()
    after = alder.texts()
    assert [name for name in after if after[name] != before[name]] == ["cases/alder.ttl"]


def test_stages_before_any_evidence_have_no_cluster_to_speak_of(alder: Tables) -> None:
    alder.keep("stages", "sources")
    (fault,) = alder.faults()
    assert fault.startswith("stages.csv, row 2, column cluster: there is no cluster 'alder-valley'")


def test_faults_leave_everything_as_it_was(alder: Tables) -> None:
    alder.load()
    before = alder.texts()
    alder.set("ties", "AL-T1", valence="")
    alder.set("stages", "AL-ST1", stage="prime")
    assert len(alder.faults()) == 1
    assert alder.texts() == before


def test_a_file_that_cannot_be_written_leaves_everything_as_it_was(
    alder: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    alder.load()
    before = alder.texts()
    alder.set("ties", "AL-T1", valence="")
    alder.set("stages", "AL-ST1", stage="maturity")
    replace = Path.replace

    def fail_late(path: Path, target: Path) -> Path:
        if target.parent.name == "stages":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail_late)
    with pytest.raises(SourceError, match="No space left"):
        alder.load()
    assert alder.texts() == before
    assert not list(alder.into.rglob("*.new"))


def test_importing_twice_gives_the_same_bytes(alder: Tables) -> None:
    alder.load()
    before = alder.texts()
    alder.load()
    assert alder.texts() == before


def test_two_cases_share_an_actor_and_a_shock(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.load()
    shock = told(birch, "shocks.ttl", "id/shock/alder-slump")
    assert shock["icl:case"] == {iri("id/case/alder"), iri("id/case/birch")}
    assert shock["icl:supportedByClaim"] == {
        iri("id/claim/shock-alder-slump-al-s1"),
        iri("id/claim/shock-alder-slump-bi-s1"),
    }
    for tables in (alder, birch):
        assert told(tables, f"cases/{tables.case}.ttl", "id/actor/far-bank")


def test_the_order_of_cases_does_not_count(alder: Tables, birch: Tables, tmp_path: Path) -> None:
    alder.load()
    birch.load()
    alder.load()
    before = alder.texts()
    for tables in (alder, birch):
        tables.into = tmp_path / "other"
    birch.load()
    alder.load()
    assert alder.texts() == before


def test_a_case_exports_its_own_rows_of_what_is_shared(
    alder: Tables, birch: Tables, tmp_path: Path
) -> None:
    alder.load()
    birch.load()
    for tables in (alder, birch):
        export_tables(tables.case, tables.into, tmp_path / tables.case)
        for path in (tmp_path / tables.case).glob("*.csv"):
            written = path.read_text(encoding="utf-8")
            rows = sorted((tables.folder / path.name).read_text(encoding="utf-8").split("\n"))
            assert sorted(written.split("\n")) == rows


def test_a_source_listed_no_more_goes_unless_it_is_cited(alder: Tables) -> None:
    alder.load()
    alder.set("sources", "al-s10", rests_on="")
    alder.drop("sources", "al-s2")
    for name in ("actors", "snapshots", "ties"):
        rows = [[cell.replace("al-s1; al-s2", "al-s1") for cell in row] for row in alder.read(name)]
        alder.write(name, rows)
    alder.set("actors", "bell-works", locator="")
    alder.set("ties", "AL-T2.1", source="al-s10", locator="")
    alder.load()
    assert not told(alder, "sources.ttl", "id/source/al-s2")
    alder.keep("sources")
    alder.drop("sources", "al-s1")
    alder.load()
    assert told(alder, "sources.ttl", "id/source/al-s1")


def test_a_source_of_two_cases_stays_for_the_other(alder: Tables, birch: Tables) -> None:
    alder.write("sources", [*alder.read("sources"), ["both", "A book", *[""] * 7]])
    birch.write("sources", [*birch.read("sources"), ["both", "A book", *[""] * 7]])
    alder.load()
    birch.load()
    cases = {iri("id/case/alder"), iri("id/case/birch")}
    assert told(birch, "sources.ttl", "id/source/both")["icl:case"] == cases
    birch.drop("sources", "both")
    birch.load()
    assert told(birch, "sources.ttl", "id/source/both")["icl:case"] == {iri("id/case/alder")}
    alder.drop("sources", "both")
    alder.load()
    assert not told(birch, "sources.ttl", "id/source/both")


def test_a_shock_listed_no_more_goes_with_its_claims(alder: Tables, birch: Tables) -> None:
    alder.load()
    birch.load()
    for key in ("alder-slump", "birch-firm-loss"):
        birch.drop("shocks", key)
    birch.set("events", "BI-E1", response_to="")
    birch.set("events", "BI-E2", effect_of="")
    birch.load()
    shock = told(birch, "shocks.ttl", "id/shock/alder-slump")
    assert shock["icl:case"] == {iri("id/case/alder")}
    assert shock["icl:supportedByClaim"] == {iri("id/claim/shock-alder-slump-al-s1")}
    assert "birch" not in (birch.into / "shocks.ttl").read_text(encoding="utf-8")


def test_a_shock_that_is_cited_stays(alder: Tables) -> None:
    alder.load()
    before = alder.texts()["shocks.ttl"]
    alder.keep("shocks")
    alder.drop("shocks", "alder-slump")
    alder.load()
    assert alder.texts()["shocks.ttl"] == before


@pytest.mark.parametrize("case", ["", "Alder", "al der", "../x"])
def test_a_case_is_named_by_a_slug(alder: Tables, case: str) -> None:
    with pytest.raises(KgError, match="cannot name a case"):
        import_tables(alder.folder, case, alder.into)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no such folder"):
        import_tables(tmp_path / "none", "alder", tmp_path / "data")
    with pytest.raises(TableError, match="holds no table"):
        import_tables(tmp_path, "alder", tmp_path / "data")


def test_a_blank_template_imports_as_an_empty_case(tmp_path: Path) -> None:
    write_template(tmp_path / "blank")
    import_tables(tmp_path / "blank", "void", tmp_path / "data")
    triples = read_turtle(tmp_path / "data" / "cases" / "void.ttl")
    assert Triple(iri("id/case/void"), iri("rdf:type"), iri("icl:Case")) in triples
    assert len(triples) == 2


def test_some_hundred_rows_take_about_a_second(alder: Tables) -> None:
    rows = alder.read("ties")
    for number in range(100, 700):
        rows.append([f"AL-T{number}", *rows[1][1:]])
    alder.write("ties", rows)
    alder.load()
    assert len(alder.texts()["cases/alder.ttl"]) > 300_000
