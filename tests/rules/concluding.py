"""What each rule concludes in the made-up worlds, stratum by stratum, and which mutant does not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import QueryTriples, Triple

from kg.diagnose.run import CERTAIN_ORDER, GIVEN_KEYS, infer_diagnoses
from kg.diagnose.selection import select_certain
from kg.errors import KgError, RuleError
from kg.inputs import find_inputs
from kg.material import Material, read_material
from kg.read.profiles import Profile, resolve_quartiles
from kg.reason import Rule, Stratum, build_strata, read_rules, run_rules
from kg.reason.compile import compile_rule
from kg.reason.dependencies import Key, read_dependencies
from kg.reason.execute import Given
from kg.store import EmbeddedStore
from kg.store.text import join_lines, split_lines, to_text
from tests.rules.mutations import Mutant
from tests.worlds import shared, shipped, strata

TESTS = Path(__file__).parent.parent
WORLDS = {
    **{name: TESTS / "rules" / "worlds" / name for name in ("quay", "weir", "court", "ford")},
    "measures": TESTS / "measures" / "worlds",
    "towns": TESTS / "queries" / "data",
}
"""The made-up worlds: those of this test, those counted by hand, those of the query library."""
RUNS = [
    *((world, "default") for world in WORLDS),
    ("court", "relative"),
    ("court", "relative, resolved"),
]
"""A world and a profile; each run kills what those before it left of the mutants."""
Lines = set[bytes]
Visit = Callable[[Stratum, EmbeddedStore, Lines], None]


@cache
def read_world(world: str) -> Material:
    """Read the evidence of a world and what is said of it."""
    return read_material(find_inputs(WORLDS[world]))


def choose_profile(name: str) -> Profile:
    """Give a shipped profile; a resolved one has some number for every quartile."""
    profile = shipped(name.partition(",")[0])
    if "," in name:
        return resolve_quartiles(profile, dict.fromkeys(profile.quartiles, (200, 8)))
    return profile


def run_world(world: str, profile: str, visit: Visit) -> EmbeddedStore:
    """Run all rules over a world and give the store with all that was concluded.

    :param visit: is given each stratum, the store as the stratum finds it, or leaves it if its
        rules read each other, and the triples there are before it.
    """
    material, chosen = read_world(world), choose_profile(profile)
    facts = select_certain(material.facts) if chosen.is_certain else material.facts

    def runner(
        store: EmbeddedStore, planned: Sequence[Stratum], given: Mapping[int, Given]
    ) -> Mapping[int, Iterable[Triple]]:
        if planned[-1].order < CERTAIN_ORDER:  # the run that leaves uncertain claims out
            run_rules(store, planned, given)
        else:
            _run_visited(store, planned, given, visit)
        return {}

    words, judged = material.vocabulary(chosen), material.judgements
    return infer_diagnoses(words, facts, strata(), runner=runner, judgements=judged).store


def _run_visited(
    store: EmbeddedStore, planned: Sequence[Stratum], given: Mapping[int, Given], visit: Visit
) -> None:
    """Run strata as :func:`kg.reason.run_rules` does, and let each be seen before it runs."""
    waiting = sorted(given.items())
    known = split_lines(store.text())
    for stratum in planned:
        while waiting and waiting[0][0] <= stratum.order:
            _add(store, known, to_text(waiting.pop(0)[1](store)))
        before = set(known)
        if not stratum.recursive:
            visit(stratum, store, before)
        while sum(_add(store, known, store.construct_text(c.query)) for c in stratum.rules):
            if not stratum.recursive:
                break
        if stratum.recursive:
            visit(stratum, store, before)


def _add(store: EmbeddedStore, known: Lines, text: bytes) -> int:
    new = split_lines(text) - known
    known |= new
    store.add_text(join_lines(new))
    return len(new)


def conclude(world: str, profile: str) -> tuple[dict[str, Lines], EmbeddedStore]:
    """Give what each rule adds to what there is before its stratum, by rule, and the whole."""
    found: dict[str, Lines] = {}

    def visit(stratum: Stratum, store: EmbeddedStore, known: Lines) -> None:
        for compiled in stratum.rules:
            found[compiled.rule.slug] = split_lines(store.construct_text(compiled.query)) - known

    return found, run_world(world, profile, visit)


def find_survivors(world: str, profile: str, mutants: Iterable[Mutant]) -> list[Mutant]:
    """Find the mutants that conclude in a run exactly what their rules conclude."""
    waiting: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        waiting.setdefault(mutant.slug, []).append(mutant)
    survivors: list[Mutant] = []

    def visit(stratum: Stratum, store: EmbeddedStore, known: Lines) -> None:
        for compiled in stratum.rules:
            if compiled.rule.slug in waiting:
                right = set(store.construct(compiled.query))
                survivors.extend(
                    mutant
                    for mutant in waiting[compiled.rule.slug]
                    if is_alive(mutant, right, store, known)
                )

    run_world(world, profile, visit)
    return survivors


def is_alive(mutant: Mutant, right: set[Triple], store: EmbeddedStore, known: Lines) -> bool:
    """Say whether a mutant concludes what it should; one that is no rule any more does not.

    It is given up at the first wrong conclusion: what joins with nothing may have millions.
    """
    left = {t for t in right if to_line(t) not in known}
    try:
        result = store.run(compile_rule(mutant.rule).query)
    except KgError:
        return False
    if not isinstance(result, QueryTriples):
        raise TypeError("a rule is a CONSTRUCT query")
    for triple in result:
        if triple not in right and to_line(triple) not in known:
            return False
        left.discard(triple)
    return not left


def to_line(triple: Triple) -> bytes:
    return f"{triple} .".encode()


def find_unrefused(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Find the mutants that the build would run: it refuses what cannot be placed in strata."""
    rules = read_rules(find_inputs().rules)
    concluded = {rule.slug: read_dependencies(rule).concludes for rule in rules}
    return [mutant for mutant in mutants if not is_refused(mutant, rules, concluded)]


def is_refused(
    mutant: Mutant, rules: Iterable[Rule], concluded: Mapping[str, Iterable[Key]]
) -> bool:
    """Say whether a mutant reads too early what the other rules conclude."""
    given = {order: set(keys) for order, keys in GIVEN_KEYS.items()}
    for rule in rules:
        if rule.slug != mutant.slug:
            given.setdefault(rule.order + 1, set()).update(concluded[rule.slug])
    try:
        build_strata([mutant.rule], given, find_superclasses())
    except RuleError:
        return True
    return False


@cache
def find_superclasses() -> dict[str, set[str]]:
    """Give all named superclasses of each named class."""
    store = EmbeddedStore()
    store.add(shared().ontology)
    found: dict[str, set[str]] = {}
    for row in store.select("SELECT ?c ?s { ?c rdfs:subClassOf+ ?s FILTER(isIRI(?s)) }"):
        found.setdefault(row["c"].value, set()).add(row["s"].value)
    return found
