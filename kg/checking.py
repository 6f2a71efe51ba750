"""Everything ``kg check`` looks at, as lines to print."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kg.conform.faults import Fault, render_fault
from kg.conform.hygiene import find_violations
from kg.conform.shapes import check, find_inferred_faults
from kg.inputs import find_inputs
from kg.namespaces import GRAPH, ICL
from kg.pipeline import build
from kg.read import read_turtle
from kg.reason import read_rules
from kg.reason.firewall import find_breaches
from kg.store import EmbeddedStore
from kg.store.embedded import is_in_default_graph

CHECKED = ("default", "strict")
"""The profiles whose inferences are checked. One takes 13 s of processor
time for four cases, and ``strict`` has every criterion of the others and more."""

_IDLE = {
    "en": "nothing here uses a term of this ontology, so no shape applies",
    "ko": "이 온톨로지의 용어가 쓰이지 않아 적용할 형상이 없습니다",
}

Progress = Callable[[str], None]


def check_files(files: Sequence[Path], lang: str = "en") -> tuple[list[str], bool]:
    """Check some files against the shapes: the lines to print, and whether all is well."""
    lines, well = _told(check(list(files)), lang)
    idle = [f"{path}: warning: {_IDLE[lang]}" for path in files if not _is_ours(path)]
    return lines + idle, well


def _is_ours(path: Path) -> bool:
    terms = (
        str(getattr(t, "value", "")) for s in read_turtle(path) for t in (s.predicate, s.object)
    )
    return any(term.startswith(str(ICL)) for term in terms)


def check_all(
    data: Path | None, lang: str = "en", owl: bool = False, progress: Progress = lambda _: None
) -> tuple[list[str], bool]:
    """Check data, ontology, rules and build: the lines to print, and whether all is well.

    :param owl: whether to ask the OWL API and HermiT too.
    """
    inputs = find_inputs(data)
    progress("checking data, schemes and profiles against the shapes")
    lines, well = _told(check(data=data), lang)
    lines += find_breaches(read_rules(inputs.rules))
    if lines and not well:
        return lines, False
    progress("building")
    store = EmbeddedStore.from_nquads(build(progress, data))
    faults: list[Fault] = []
    for profile in CHECKED:
        progress(f"checking the build under {profile}")
        graphs = list_graphs(store.graphs(), profile)
        faults += find_inferred_faults(t for graph in graphs for t in store.triples(graph))
    inferred, inferred_well = _told(list(dict.fromkeys(faults)), lang)
    lines += inferred
    found = [f"{v.check}: {v.node}: {v.message}" for v in find_violations(store)]
    if owl:
        progress("checking the ontology with the OWL API and HermiT")
        found += _check_owl([*inputs.ontology, *inputs.schemes])
    return lines + found, well and inferred_well and not found


def list_graphs(names: Iterable[str], profile: str) -> list[str]:
    """Give the graphs of a build that one profile accounts for: its own, and what all share.

    >>> names = [str(GRAPH[name]) for name in ("case/jura", "profile/default", "profile/strict")]
    >>> [name.removeprefix(GRAPH) for name in list_graphs(names, "strict")]
    ['case/jura', 'profile/strict']
    """
    profiles, own = str(GRAPH["profile/"]), str(GRAPH[f"profile/{profile}"])
    return [
        name
        for name in names
        if is_in_default_graph(name, profile) and (not name.startswith(profiles) or name == own)
    ]


def _check_owl(paths: Sequence[Path]) -> list[str]:
    from kg.conform.owl import check_consistency, find_profile_violations

    found = find_profile_violations(paths)
    consistency = check_consistency(paths)
    if not consistency.consistent:
        found.append("the ontology is inconsistent")
    return found + [f"class {name} can have no instance" for name in consistency.unsatisfiable]


def _told(faults: Sequence[Fault], lang: str) -> tuple[list[str], bool]:
    lines = [render_fault(fault, lang) for fault in faults]
    return lines, not any(fault.severity == "violation" for fault in faults)
