"""Networks for Gephi, igraph and networkx: GraphML and GEXF, a file a cluster or a snapshot."""

from collections.abc import Collection
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import networkx as nx

from kg.errors import UnknownName
from kg.export.clusters import list_snapshots
from kg.export.links import (
    Link,
    Network,
    Node,
    Records,
    Span,
    Value,
    build_cluster_network,
    build_snapshot_network,
)
from kg.export.writing import write_folder
from kg.store import EmbeddedStore

Form = Literal["graphml", "gexf"]

_GEXF = "http://gexf.net/1.3"
_TYPES = {bool: "boolean", int: "integer", str: "string"}


def export_network(
    store: EmbeddedStore,
    folder: Path,
    form: Form,
    clusters: Collection[str] | None = None,
    snapshot: str | None = None,
) -> tuple[list[Path], list[str]]:
    """Write the networks of clusters into a folder, a file each.

    :param snapshot: its years (1970-1985); without them, all snapshots of a cluster as one network,
        in GEXF with the years of every actor and tie.
    :returns: the files written, and what is to be told of what they leave out.
    :raises UnknownName: if there is no such cluster or snapshot.
    :raises KgError: if the folder has such a file already, or cannot be written.
    """
    texts, notes = {}, []
    for network in build_networks(store, clusters, snapshot):
        name = "-".join(part for part in (network.cluster, network.years) if part)
        if form == "graphml":
            texts[f"{name}.graphml"] = render_graphml(network)
        else:
            texts[f"{name}.gexf"], note = render_gexf(network)
            notes += [f"{name}.gexf: {note}"] if note else []
    return write_folder(texts, folder), notes


def build_networks(
    store: EmbeddedStore, clusters: Collection[str] | None = None, snapshot: str | None = None
) -> list[Network]:
    """Build the networks of clusters, of one snapshot or of all.

    :raises UnknownName: if there is no such cluster or snapshot.
    """
    every = list_snapshots(store, clusters)
    records = Records(store)
    if snapshot is None:
        cases = {s.cluster: s.case for s in every}
        return [
            build_cluster_network(records, name, case, [s for s in every if s.cluster == name])
            for name, case in cases.items()
        ]
    chosen = [s for s in every if s.years == snapshot]
    if not chosen:
        raise UnknownName("snapshot", snapshot, list(dict.fromkeys(s.years for s in every)))
    return [build_snapshot_network(records, s) for s in chosen]


def render_graphml(network: Network) -> str:
    """Render a network as GraphML.

    A graph is directed as a whole, since readers refuse a mixture; ``directed`` on an edge says
    whether its direction means anything.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(cluster=network.cluster, years=network.years)
    for node in network.nodes:
        graph.add_node(node.key, label=node.label, **node.facts)
    for link in network.links:
        graph.add_edge(link.first, link.second, key=link.key, label=link.kind, **link.facts)
    lines = nx.generate_graphml(graph)
    return "\n".join(["<?xml version='1.0' encoding='utf-8'?>", *lines]) + "\n"


def render_gexf(network: Network) -> tuple[str, str]:
    """Render a network as GEXF, and say what was left out of it.

    That of all snapshots has the years of its actors and ties, for a timeline. A program takes an
    element without years for one that was always there, so ties and actors of which no source
    tells a year are left out of that.
    """
    dynamic = not network.years
    links = [k for k in network.links if k.spell or not dynamic]
    nodes = [n for n in network.nodes if n.spells or not dynamic]
    note = _tell_left_out(len(network.links) - len(links), len(network.nodes) - len(nodes))
    root = Element("gexf", xmlns=_GEXF, version="1.3")
    meta = SubElement(root, "meta")
    name = f"{network.cluster} {network.years}".rstrip()
    SubElement(meta, "description").text = f"{name}; {note or 'nothing is left out'}"
    graph = SubElement(root, "graph", defaultedgetype="directed", idtype="string")
    graph.set("mode", "dynamic" if dynamic else "static")
    if dynamic:
        graph.set("timeformat", "date")
        graph.set("timerepresentation", "interval")
    node_ids = _declare(graph, "node", nodes)
    edge_ids = _declare(graph, "edge", links)
    within = SubElement(graph, "nodes", count=str(len(nodes)))
    for node in nodes:
        element = SubElement(within, "node", id=node.key, label=node.label)
        _fill(element, node, node_ids, node.spells if dynamic else ())
    between = SubElement(graph, "edges", count=str(len(links)))
    for link in links:
        element = SubElement(between, "edge", id=link.key, source=link.first, target=link.second)
        element.set("type", "directed" if link.directed else "undirected")
        element.set("kind", link.kind)
        element.set("label", link.kind)
        _fill(element, link, edge_ids, [link.spell] if dynamic and link.spell else ())
    indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{tostring(root, encoding='unicode')}\n", note


def _declare(graph: Element, kind: str, things: Collection[Node | Link]) -> dict[str, str]:
    """Declare what is known of nodes or edges; give the id of each attribute."""
    types: dict[str, str] = {}
    for thing in things:
        types |= {name: _TYPES[type(value)] for name, value in thing.facts.items()}
    declared = SubElement(graph, "attributes", {"class": kind, "mode": "static"})
    for name in sorted(types):
        SubElement(declared, "attribute", id=f"{kind}-{name}", title=name, type=types[name])
    return {name: f"{kind}-{name}" for name in sorted(types)}


def _fill(
    element: Element, thing: Node | Link, ids: dict[str, str], spells: Collection[Span]
) -> None:
    values = SubElement(element, "attvalues")
    for name, key in ids.items():
        if name in thing.facts:
            SubElement(values, "attvalue", {"for": key, "value": _show(thing.facts[name])})
    if spells:
        within = SubElement(element, "spells")
        for start, end in spells:
            SubElement(within, "spell", start=f"{start:04}-01-01", end=f"{end:04}-12-31")


def _show(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tell_left_out(links: int, nodes: int) -> str:
    if not links and not nodes:
        return ""
    return f"left out, as no source tells a year of them: ties {links}, actors {nodes}"
