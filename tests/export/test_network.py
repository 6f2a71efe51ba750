import io
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg.errors import UnknownName
from kg.export import export_network
from kg.export.links import Link, Network, Node
from kg.export.network import Form, build_networks, render_gexf, render_graphml
from kg.store import EmbeddedStore

JURA = "jura-watchmaking"
SPACE = {"g": "http://gexf.net/1.3"}
ACTIVE = """
SELECT DISTINCT ?s ?tie ?first ?second WHERE {
  ?a a icl:TieActivity ; icl:snapshot ?s ; icl:tie ?tie .
  ?tie icl:firstParty ?first ; icl:secondParty ?second .
  FILTER(STRENDS(STR(?s), "/jura-watchmaking/1970-1985")) }"""
MEMBERS = """
SELECT DISTINCT ?actor ?s WHERE { ?actor icl:memberIn ?s .
  FILTER(STRENDS(STR(?s), "/jura-watchmaking/1970-1985")) }"""

TIES = (
    Link("t1", "a", "b", "supply", True, {"kind": "supply", "start": 1950}, (1950, 1969)),
    Link("t2", "a", "b", "alliance", False, {"kind": "alliance", "basis": "trust"}, (1960, 1961)),
    Link("t3", "b", "c", "supply", True, {"kind": "supply"}, None),
)
ACTORS = (
    Node("a", "=A & <Sons>", {"kind": "large-firm", "member": True}, ((1950, 1960), (1970, 1980))),
    Node("b", "나 회사", {"kind": "supplier", "member": False}, ((1950, 1969),)),
    Node("c", "C", {"kind": "supplier", "member": False}, ()),
)
SMALL = Network("testville", "", ACTORS, TIES)


def read_graphml(text: str) -> "nx.MultiDiGraph[str]":
    graph = nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def read_gexf(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314  # our own output


def test_graphml_reads_back_with_all_that_is_known() -> None:
    graph = read_graphml(render_graphml(SMALL))
    assert graph.nodes["a"] == {"label": "=A & <Sons>", "kind": "large-firm", "member": True}
    assert graph.nodes["b"]["label"] == "나 회사"
    assert {key for _, _, key in graph.edges(keys=True)} == {"t1", "t2", "t3"}
    assert graph.number_of_edges("a", "b") == 2
    assert graph.edges["a", "b", "t1"]["start"] == 1950
    assert "start" not in graph.edges["a", "b", "t2"]


def test_gexf_gives_every_dated_element_whole_years() -> None:
    root = read_gexf(render_gexf(SMALL)[0])
    graph = root.find("g:graph", SPACE)
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    spells = {
        element.get("id"): [
            (spell.get("start"), spell.get("end"))
            for spell in element.findall("g:spells/g:spell", SPACE)
        ]
        for element in (*root.iterfind(".//g:node", SPACE), *root.iterfind(".//g:edge", SPACE))
    }
    assert spells == {
        "a": [("1950-01-01", "1960-12-31"), ("1970-01-01", "1980-12-31")],
        "b": [("1950-01-01", "1969-12-31")],
        "t1": [("1950-01-01", "1969-12-31")],
        "t2": [("1960-01-01", "1961-12-31")],
    }


def test_gexf_says_how_many_without_a_year_it_leaves_out() -> None:
    text, note = render_gexf(SMALL)
    assert note == "left out, as no source tells a year of them: ties 1, actors 1"
    described = read_gexf(text).find("g:meta/g:description", SPACE)
    assert described is not None
    assert described.text == f"testville; {note}"


def test_gexf_edge_is_directed_where_its_kind_is() -> None:
    root = read_gexf(render_gexf(SMALL)[0])
    found = {e.get("id"): e.get("type") for e in root.iterfind(".//g:edge", SPACE)}
    assert found == {"t1": "directed", "t2": "undirected"}


def test_gexf_of_one_snapshot_is_static_and_whole() -> None:
    text, note = render_gexf(Network("testville", "1950-1969", ACTORS, TIES))
    root = read_gexf(text)
    assert note == ""
    assert len(root.findall(".//g:edge", SPACE)) == 3
    assert root.findall(".//g:spells", SPACE) == []


def test_attributes_used_are_declared_with_their_type() -> None:
    root = read_gexf(render_gexf(SMALL)[0])
    declared = {a.get("id"): a.get("type") for a in root.iterfind(".//g:attribute", SPACE)}
    used = {v.get("for") for v in root.iterfind(".//g:attvalue", SPACE)}
    assert used == set(declared)
    assert declared["edge-start"] == "integer"
    assert declared["node-member"] == "boolean"


def test_snapshot_holds_its_members_and_active_ties(store: EmbeddedStore, tmp_path: Path) -> None:
    files, notes = export_network(store, tmp_path, "graphml", [JURA], "1970-1985")
    assert ([p.name for p in files], notes) == (["jura-watchmaking-1970-1985.graphml"], [])
    graph = read_graphml(files[0].read_text(encoding="utf-8"))
    ties = store.select(ACTIVE)
    assert len(ties) > 5
    expected = {
        tuple(r[n].value.rsplit("/", 1)[-1] for n in ("first", "second", "tie")) for r in ties
    }
    assert {(a, b, key) for a, b, key in graph.edges(keys=True)} == expected
    members = {r["actor"].value.rsplit("/", 1)[-1] for r in store.select(MEMBERS)}
    assert {n for n, facts in graph.nodes(data=True) if facts["member"]} == members


def test_whole_cluster_has_the_ties_of_every_snapshot(store: EmbeddedStore) -> None:
    (whole,) = build_networks(store, [JURA])
    inside = {link.key for link in whole.links}
    years = ["1895-1920", "1970-1985", "2002-2024"]
    parts = [network for y in years for network in build_networks(store, [JURA], y)]
    assert len(parts) == 3
    for part in parts:
        assert {link.key for link in part.links} <= inside
    known = {node.key for node in whole.nodes}
    assert {party for k in whole.links for party in (k.first, k.second)} <= known


def test_node_is_there_while_its_ties_are(store: EmbeddedStore) -> None:
    for network in build_networks(store):
        spells = {node.key: node.spells for node in network.nodes}
        for link in network.links:
            for party in (link.first, link.second) if link.spell else ():
                start, end = link.spell or (0, 0)
                assert any(first <= start and end <= last for first, last in spells[party])


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_same_bytes_twice(store: EmbeddedStore, tmp_path: Path, form: Form) -> None:
    one, _ = export_network(store, tmp_path / "one", form)
    two, _ = export_network(store, tmp_path / "two", form)
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_unknown_snapshot_names_those_there_are(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"no snapshot is called '1970-1980'.*1970-1985"):
        export_network(store, tmp_path / "new", "gexf", [JURA], "1970-1980")
    with pytest.raises(UnknownName, match="no cluster is called 'nowhere'"):
        export_network(store, tmp_path / "new", "gexf", ["nowhere"])
    assert not (tmp_path / "new").exists()
