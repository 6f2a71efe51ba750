import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import Triple
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, RDFS

from kg.checking import CHECKED, list_graphs
from kg.conform import Fault, check, find_inferred_faults, render_fault
from kg.conform.shapes import Layer, find_file_faults, find_graph_faults
from kg.errors import SourceError
from kg.inputs import find_inputs
from kg.namespaces import BASE, ICL, PREFIXES, SH
from kg.read import read_turtle
from kg.read.profiles import list_profiles
from kg.resources import PACKAGE, data_dir, ontology_dir
from kg.tables import import_tables
from kg.tables.schema import TABLES, Table
from kg.tables.to_rdf import ON_CLAIMS, ON_OTHER_NODES

FOLDER = Path(__file__).parent / "shapes"
BESIDE = FOLDER / "beside.ttl"
BUILT = FOLDER / "built.ttl"
ALONGSIDE = {"no-shape-criterion": (list_profiles()["relative"],)}
"""What a case speaks of beside the small world: this shape asks for a profile by its name."""
LAYERS: tuple[Layer, ...] = ("authoring", "graph", "inferred")
SHAPE = BASE + "shape/"
JURA = data_dir() / "cases" / "jura.ttl"


@cache
def read_shapes(layer: Layer) -> Graph:
    return Graph().parse(ontology_dir() / "shapes" / f"{layer}.ttl")


def list_reporting(layer: Layer) -> list[str]:
    """Give the names of the shapes of a layer that report something, by their messages."""
    shapes = read_shapes(layer)
    told = {s for s in shapes.subjects(SH.message) if isinstance(s, URIRef)}
    asking = {s for s in shapes.subjects(SH.sparql) if isinstance(s, URIRef)}
    return sorted(str(shape).removeprefix(SHAPE) for shape in told | asking)


REPORTING = [(layer, name) for layer in LAYERS for name in list_reporting(layer)]


def find(layer: Layer, path: Path) -> list[Fault]:
    """Find the faults of one layer in a small graph."""
    if layer == "authoring":
        return find_file_faults(path)
    if layer == "graph":
        return find_graph_faults([path], [BESIDE, *ALONGSIDE.get(path.name.split(".")[0], ())])
    return find_inferred_faults(t for file in (BESIDE, BUILT, path) for t in read_turtle(file))


def names(faults: list[Fault]) -> set[str]:
    return {fault.shape.removeprefix(SHAPE) for fault in faults}


def lines(faults: list[Fault], lang: str = "en") -> list[str]:
    return [render_fault(fault, lang) for fault in faults]


# Every shape, with a graph that breaks it and one that does not


def test_every_shape_has_a_graph_that_breaks_it_and_one_that_does_not() -> None:
    wanted = [f"{name}.{end}.ttl" for _, name in REPORTING for end in ("fail", "pass")]
    found = [path.name for path in FOLDER.glob("*.ttl") if path not in (BESIDE, BUILT)]
    assert sorted(found) == sorted(wanted)
    assert len(wanted) > 400


def test_no_shape_is_in_two_layers() -> None:
    layers = [name for _, name in REPORTING]
    assert len(layers) == len(set(layers))


@pytest.mark.parametrize(("layer", "name"), REPORTING, ids=[name for _, name in REPORTING])
def test_the_sound_graph_breaks_no_shape_of_its_layer(layer: Layer, name: str) -> None:
    assert lines(find(layer, FOLDER / f"{name}.pass.ttl")) == []


@pytest.mark.parametrize(("layer", "name"), REPORTING, ids=[name for _, name in REPORTING])
def test_the_faulty_graph_breaks_this_shape_alone(layer: Layer, name: str) -> None:
    faults = find(layer, FOLDER / f"{name}.fail.ttl")
    assert names(faults) == {name}, lines(faults)
    assert all(set(fault.message) == {"en", "ko"} for fault in faults)


def test_the_world_beside_the_cases_is_sound() -> None:
    assert lines(find_file_faults(BESIDE)) == []
    assert lines(find_graph_faults([BESIDE])) == []


# What shapes say of themselves


@pytest.mark.parametrize(("layer", "name"), REPORTING, ids=[name for _, name in REPORTING])
def test_a_shape_says_what_is_wrong_in_both_languages(layer: Layer, name: str) -> None:
    shapes, shape = read_shapes(layer), URIRef(SHAPE + name)
    assert shapes.value(shape, SH.severity) in (SH.Violation, SH.Warning)
    assert languages(shapes, shape, RDFS.label) == ["en", "ko"]
    queries = list(shapes.objects(shape, SH.sparql))
    for told in queries or [shape]:
        assert languages(shapes, told, SH.message) == ["en", "ko"]
    for query in queries:
        select = str(shapes.value(query, SH.select))
        declared = {
            str(shapes.value(prefix, SH.prefix))
            for owner in shapes.objects(query, SH.prefixes)
            for prefix in shapes.objects(owner, SH.declare)
        }
        assert set(re.findall(r"(?<![\w?$-])([a-z-]+):\w", select)) <= declared


def languages(shapes: Graph, subject: object, predicate: object) -> list[str]:
    texts = shapes.objects(subject, predicate)  # type: ignore[arg-type]  # nodes of the shapes
    return sorted(str(getattr(text, "language", None)) for text in texts)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_named_shape_is_labelled_and_only_nameless_ones_are_silent(layer: Layer) -> None:
    shapes = read_shapes(layer)
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in shapes.subjects(RDF.type, kind):
            assert str(shape).startswith(SHAPE)
            if not str(shape).startswith(SHAPE + "word/"):
                assert languages(shapes, shape, RDFS.label) == ["en", "ko"], shape
    reported = {shape for _, shape in shapes.subject_objects(SH.property)}
    targeted = set(shapes.subjects(RDF.type, SH.PropertyShape))
    for shape in targeted | {s for s in reported if not isinstance(s, BNode)}:
        assert (shape, SH.message, None) in shapes, shape


@pytest.mark.parametrize("layer", LAYERS)
def test_the_shapes_conform_to_the_shapes_of_shacl(layer: Layer) -> None:
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=read_shapes(layer), meta_shacl=True)
    assert conforms, report


@pytest.mark.parametrize("layer", LAYERS)
def test_no_case_actor_or_source_is_named_in_a_shape(layer: Layer) -> None:
    named = {str(term) for triple in read_shapes(layer) for term in triple}
    assert not [iri for iri in named if iri.startswith(BASE + "id/")]


# What the authoring shapes allow is what the tables hold


def list_paths(shape: URIRef, seen: set[URIRef] | None = None) -> Iterator[str]:
    """Give the properties that a closed shape lets a node state."""
    shapes = read_shapes("authoring")
    for part in shapes.objects(shape, SH.property):
        yield str(shapes.value(part, SH.path))
    ignored = shapes.value(shape, SH.ignoredProperties)
    yield from (str(each) for each in (shapes.items(ignored) if ignored else ()))


CLOSED = {
    str(target): set(list_paths(shape))
    for shape in read_shapes("authoring").subjects(SH.closed)
    if isinstance(shape, URIRef)
    for target in read_shapes("authoring").objects(shape, SH.targetClass)
}


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_a_node_may_state_every_column_of_its_table(table: Table) -> None:
    kinds = {"TerritoryItem": "District", "Roster": "TieSet"}
    allowed = CLOSED[str(ICL[kinds.get(table.rdf_class, table.rdf_class)])]
    elsewhere = ON_CLAIMS if table.claim_class else frozenset()
    elsewhere |= ON_OTHER_NODES.get(table.name, frozenset())
    for column in table.columns:
        if column.property and column.name not in elsewhere - {"row", "actor"}:
            prefix, _, local = column.property.rpartition(":")
            assert PREFIXES[prefix or "icl"] + local in allowed, column.name


def test_nothing_that_a_rule_derives_may_be_stated() -> None:
    written: set[str] = set()
    for path in find_inputs().rules:
        text = path.read_text(encoding="utf-8")
        for head in re.findall(r"CONSTRUCT \{(.*?)\}\s*WHERE", text, re.DOTALL):
            written |= set(re.findall(r"\bicl:([a-z]\w*)", head))
    assert {"strength", "openness", "locality", "response", "activeFrom", "hits"} <= written
    shared = {column.property for table in TABLES for column in table.columns}
    derived = {str(ICL[name]) for name in written - shared}
    assert len(derived) > 80
    assert not {path for paths in CLOSED.values() for path in paths & derived}


def test_uncertain_and_approximate_columns_are_those_of_the_tables() -> None:
    shapes = read_shapes("authoring")

    def words(name: str) -> set[str]:
        listed = shapes.value(URIRef(SHAPE + name), SH["in"])
        return {str(word) for word in shapes.items(listed)} if listed else set()

    claimed = [column for table in TABLES if table.claim_class for column in table.columns]
    dated = {c.name for table in TABLES for c in table.columns if c.kind == "year"}
    assert words("uncertain-field") == {column.name for column in claimed}
    assert words("circa-field") == dated


def test_a_profile_needs_every_parameter_that_a_rule_or_a_measure_reads() -> None:
    texts = [path.read_text(encoding="utf-8") for path in find_inputs().rules]
    texts += [(ontology_dir() / "schemes" / "measure.ttl").read_text(encoding="utf-8")]
    read = {name for text in texts for name in re.findall(r"\bparameter:([a-z-]+)", text)}
    quartiles = (PACKAGE / "diagnose" / "quartiles.py").read_text(encoding="utf-8")
    read |= set(re.findall(r'mint_concept\("parameter", "([a-z-]+)"\)', quartiles))
    scheme = {t.subject.value for t in read_turtle(ontology_dir() / "schemes" / "parameter.ttl")}  # type: ignore[union-attr]  # concepts have IRIs
    known = {iri.rpartition("/parameter/")[2] for iri in scheme if "/parameter/" in iri}
    assert read == known - {"threshold"}


# The shipped data, and a build


def test_the_shipped_data_conform() -> None:
    assert lines([fault for fault in check() if fault.severity == "violation"]) == []


@pytest.mark.parametrize("profile", CHECKED)
def test_the_shipped_build_conforms_under_a_profile(
    profile: str, built: dict[str, list[Triple]]
) -> None:
    triples = [t for graph in list_graphs(built, profile) for t in built[graph]]
    assert lines(find_inferred_faults(triples)) == []


# Where a fault stands


def write_copy(folder: Path, old: str, new: str) -> Path:
    text = JURA.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = folder / "jura.ttl"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    told = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(told, 1) if text in line)


def test_a_fault_names_file_line_node_and_what_to_do(tmp_path: Path) -> None:
    path = write_copy(
        tmp_path, "tie:ju-t01 a icl:Tie ;", "tie:ju-t01 a icl:Tie ;\n    icl:exclusive 1 ;"
    )
    (fault,) = [each for each in check([path]) if each.severity == "violation"]
    assert (fault.file, fault.line) == (path, line_of(path, "icl:exclusive 1"))
    told = render_fault(fault)
    assert told.startswith(f"{path}:{fault.line}: tie ju-t01, icl:exclusive '1': Whether others")
    assert "true or false" in told
    assert "예나 아니요" in render_fault(fault, "ko")


def test_a_missing_value_is_placed_at_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "alder.ttl"
    text = (FOLDER / "statement-row.fail.ttl").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    (fault,) = find_file_faults(path)
    assert fault.line == line_of(path, "tie:one a icl:Tie")
    assert (fault.path, fault.value) == (str(ICL.evidenceRow), "")


def test_a_value_that_is_wrong_twice_is_one_fault() -> None:
    (fault,) = find_file_faults(FOLDER / "dissolved-year.fail.ttl")
    assert fault.value == "nineteen"


def test_a_dangling_reference_is_placed_at_its_triple() -> None:
    path = FOLDER / "actor-described.fail.ttl"
    (fault,) = find_graph_faults([path], [BESIDE])
    assert (fault.file, fault.line) == (path, line_of(path, "actor:jard"))
    assert fault.path == str(ICL.secondParty)


def test_a_question_asked_of_a_class_names_the_node_at_fault() -> None:
    path = FOLDER / "firewall.fail.ttl"
    (fault,) = find_file_faults(path)
    assert (fault.node, fault.file) == (BASE + "id/actor/mill", path)
    assert "constraint:lock-in" in render_fault(fault)
    first, second = find_graph_faults([FOLDER / "parties-alive.fail.ttl"], [BESIDE])
    assert {first.node, second.node} == {BASE + "id/tie/two", BASE + "id/tie/three"}


def test_a_question_asked_of_a_class_of_a_build_names_the_node_at_fault() -> None:
    found = BASE + "id/found/"
    (fault,) = find("inferred", FOLDER / "decided-evidence.fail.ttl")
    assert (fault.node, fault.value) == (found + "result", "")
    both = find("inferred", FOLDER / "advised-or-silent.fail.ttl")
    assert [fault.node for fault in both] == [found + "diagnosis", found + "thinness"]


def test_a_snapshot_without_a_prescription_set_is_told() -> None:
    faults = find_inferred_faults(read_turtle(BESIDE))
    assert names(faults) == {"prescribed-once"}
    assert "has no prescription set under profile:small" in lines(faults)[0]


def test_a_profile_of_ones_own_is_checked_with_all_that_it_takes_over(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    own, role = BASE + "profile/own", BASE + "profile/own/parameter/thin-kinds"
    text = f"""
        <{own}> a <{ICL.Profile}> ; <{ICL.extendsProfile}> <{BASE}profile/default> ;
            <{PREFIXES["skos"]}notation> "own" .
        <{role}> <{ICL.parameterValue}> {{}} .
    """
    path.write_text(text.format(2), encoding="utf-8")
    assert lines(check([path])) == []
    path.write_text(text.format(40), encoding="utf-8")
    assert lines(check([path])) == []  # the range that is taken over reaches to it
    path.write_text(text.format('"many"'), encoding="utf-8")
    faults = check([path])
    assert "parameter-value" in names(faults)
    assert {(fault.node, fault.line) for fault in faults} == {(role, line_of(path, "many"))}


def test_what_a_file_speaks_of_may_be_described_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "alder.ttl"
    tie = f"<{BASE}id/tie/x> <{ICL.firstParty}> <{BASE}id/actor/{{}}> ."
    path.write_text(tie.format("ebauches-sa"), encoding="utf-8")
    assert "actor-described" not in names(check([path]))
    path.write_text(tie.format("nobody"), encoding="utf-8")
    assert "actor-described" in names(check([path]))


def test_a_changed_copy_of_a_shipped_file_stands_in_for_it(tmp_path: Path) -> None:
    path = write_copy(tmp_path, 'rdfs:label "A. Michel SA" ;', 'rdfs:label "A. Michel" ;')
    assert lines(check([path])) == []


def test_a_folder_of_tables_becomes_data_that_conform(tmp_path: Path) -> None:
    tables = Path(__file__).parents[1] / "tables" / "fixtures" / "mini"
    files = import_tables(tables, "alder", tmp_path)
    assert lines(check(data=tmp_path)) == []
    assert lines(check(files)) == []


def test_a_file_that_is_not_turtle_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("a b c", encoding="utf-8")
    with pytest.raises(SourceError, match=r"broken\.ttl:1"):
        check([path])
