"""A program of a dozen rules that has every construct the shipped rules use, over a toy graph."""

from hypothesis import strategies as st
from pyoxigraph import Literal, Triple

from kg.reason.rules import Rule, Target
from tests.reason.three import E, below, node, rule, triple, typed

MIXED = (Target("class", f"{E}C"), Target("node", f"{E}n0"), Target("objects-of", f"{E}closed"))
MINT = (
    'BIND(IRI(CONCAT("http://example.org/{}/", STRAFTER(STR($this), "org/"), "/", '
    'STRAFTER(STR({}), "org/"))) AS ?node)'
)


def _mint(kind: str, of: str) -> str:
    return MINT.format(kind, of)


PROGRAM: tuple[Rule, ...] = (
    rule(
        "CONSTRUCT { $this ex:reaches ?o } WHERE "
        "{ { $this ex:knows ?o } UNION { $this ex:knows/ex:reaches ?o } }",
        10, "reach",
    ),
    rule(
        "CONSTRUCT { ?node a ex:Edge ; ex:from $this ; ex:to ?o } WHERE "
        f"{{ $this ex:knows ?o . FILTER(isIRI(?o)) {_mint('edge', '?o')} }}",
        10, "mint",
    ),
    rule(
        "CONSTRUCT { $this ex:exposed true } WHERE { $this ex:reaches/ex:closed ?x }",
        20, "exposed",
    ),
    rule(
        "CONSTRUCT { $this ex:ties ?n ; ex:rows ?m } WHERE { "
        "OPTIONAL { SELECT $this (COUNT(DISTINCT ?t) AS ?c) WHERE { $this ex:tie ?t } "
        "GROUP BY $this } "
        "OPTIONAL { SELECT $this (COUNT(?x) AS ?d) WHERE { $this ex:tie ?u . $this ex:size ?x } "
        "GROUP BY $this } BIND(COALESCE(?c, 0) AS ?n) BIND(COALESCE(?d, 0) AS ?m) }",
        20, "count", MIXED,
    ),
    rule(
        "CONSTRUCT { ?node a ex:Sum ; ex:of $this ; ex:big ?big ; ex:small ?small } WHERE { "
        "{ SELECT $this ?o (SUM(IF(?n > 3, 1, 0)) AS ?big) (SUM(IF(?n <= 3, 1, 0)) AS ?small) "
        "WHERE { $this ex:knows ?o . ?o ex:size ?n } GROUP BY $this ?o } "
        f"{_mint('sum', '?o')} }}",
        20, "sum",
    ),
    rule(
        "CONSTRUCT { $this ex:share ?sum ; ex:of ?of } WHERE { "
        "{ SELECT $this (SUM(?perMille) AS ?sum) (COUNT(?o) AS ?of) WHERE { "
        "{ SELECT $this ?o (xsd:integer(FLOOR((2000 * SUM(?one) + COUNT(?n)) / (2 * COUNT(?n)))) "
        "AS ?perMille) WHERE { $this ex:knows ?o . "
        "{ ?o ex:size ?n . BIND(1 AS ?one) } UNION { ?o ex:tie ?n . BIND(0 AS ?one) } } "
        "GROUP BY $this ?o } } GROUP BY $this } }",
        20, "share",
    ),
    rule(
        "CONSTRUCT { $this ex:first ?first ; ex:most ?most } WHERE { "
        "{ SELECT $this (MIN(STR(?t)) AS ?first) WHERE { $this ex:tie ?t } GROUP BY $this } "
        "OPTIONAL { SELECT $this (MAX(?n) AS ?most) WHERE { $this ex:reaches/ex:size ?n } "
        "GROUP BY $this } }",
        20, "extremes", MIXED,
    ),
    rule(
        "CONSTRUCT { $this ex:safe true } WHERE "
        "{ $this ex:size ?n FILTER NOT EXISTS { $this ex:exposed true } }",
        30, "safe",
    ),
    rule(
        "CONSTRUCT { $this ex:largest ?n } WHERE { $this ex:size ?n FILTER NOT EXISTS "
        "{ $this ex:knows ?o . ?o ex:size ?m FILTER(?m > ?n) } "
        "FILTER EXISTS { $this ex:tie ?t } }",
        30, "largest",
    ),
    rule(
        "CONSTRUCT { $this ex:kind ?kind } WHERE { "
        "{ $this ex:size ?n FILTER(?n IN (1, 2, 3)) BIND(ex:small AS ?kind) } "
        "UNION { $this ex:size ?n FILTER(?n NOT IN (1, 2, 3)) BIND(ex:big AS ?kind) } "
        "UNION { FILTER(STRENDS(STR($this), '1')) BIND(ex:one AS ?kind) } }",
        30, "kind", MIXED,
    ),
    rule(
        "CONSTRUCT { $this ex:saw ?saw ; ex:name ?name } WHERE { $this ex:rows ?rows "
        "OPTIONAL { ?o ex:size ?m FILTER(?o = $this && ?m > ?rows) } "
        "OPTIONAL { $this ex:tie ?t OPTIONAL { ?t ex:size ?k FILTER(?k > 1) } } "
        "BIND(IF(BOUND(?o), ?m, COALESCE(?k, -1)) AS ?saw) "
        "{ BIND(LCASE(STR($this)) AS ?name) } }",
        30, "saw", MIXED,
    ),
    rule(
        "CONSTRUCT { $this ex:root ?root } WHERE { $this ex:knows ?k . ?k ex:knows* ?root . "
        "OPTIONAL { ?root ex:knows ?further } FILTER(!BOUND(?further)) }",
        30, "root",
    ),
    rule(
        "CONSTRUCT { ?edge a ex:Edge ; ex:held true } WHERE { ?edge a ex:Edge ; ex:from $this . "
        "{ ?edge ex:to ?o FILTER NOT EXISTS { ?o ex:knows $this } } "
        "FILTER NOT EXISTS { $this ex:safe true . ?o ex:safe true } }",
        40, "held",
    ),
)  # fmt: skip
NODES = [f"n{i}" for i in range(5)]
CLASSES = ["C", "Sub", "SubSub", "D"]


@st.composite
def graphs(draw: st.DrawFn) -> list[Triple]:
    """Draw a few nodes of some classes, alike or none, and what they are tied to and know."""
    names = st.sampled_from(NODES)
    triples = [below("Sub", "C"), below("SubSub", "Sub")][: draw(st.integers(0, 2))]
    triples += draw(st.lists(st.builds(typed, names, st.sampled_from(CLASSES)), max_size=7))
    for predicate, most in (("knows", 6), ("tie", 4), ("closed", 1)):
        pairs = draw(st.lists(st.tuples(names, names), max_size=most))
        triples += [triple(s, predicate, o) for s, o in pairs]
    sizes = draw(st.lists(st.tuples(names, st.integers(-1, 5)), max_size=5))
    triples += [Triple(node(s), node("size"), Literal(n)) for s, n in sizes]
    return draw(st.permutations(triples))
