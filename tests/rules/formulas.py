"""The constraints and stages as nested formulas, in three values, on every input at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import and_, or_


@dataclass(frozen=True)
class Truths:
    """The truth of a statement on many inputs, a bit each, in Kleene's three values.

    >>> both = name_inputs(["a", "b"])
    >>> [(both["a"] & both["b"]).word(i) for i in (0, 1, 5)]
    ['met', 'indeterminate', 'not-met']
    """

    surely: int
    """The inputs on which it is met."""
    possibly: int
    """The inputs on which it is met or indeterminate."""

    def __and__(self, other: "Truths") -> "Truths":
        return Truths(self.surely & other.surely, self.possibly & other.possibly)

    def __or__(self, other: "Truths") -> "Truths":
        return Truths(self.surely | other.surely, self.possibly | other.possibly)

    def word(self, number: int) -> str:
        """Give the status on one input."""
        if self.surely >> number & 1:
            return "met"
        return "indeterminate" if self.possibly >> number & 1 else "not-met"


def name_inputs(names: Sequence[str]) -> dict[str, Truths]:
    """Give each name its truth on every input: three inputs to the number of the names."""
    size = 3 ** len(names)
    found = {}
    for n, name in enumerate(names):
        block = (1 << 3**n) - 1
        surely, possibly, period = block, block | block << 3**n, 3 ** (n + 1)
        while period < size:
            surely |= surely << period | surely << 2 * period
            possibly |= possibly << period | possibly << 2 * period
            period *= 3
        found[name] = Truths(surely, possibly)
    return found


def all_of(truths: Sequence[Truths]) -> Truths:
    return reduce(and_, truths)


def any_of(truths: Sequence[Truths]) -> Truths:
    return reduce(or_, truths)


def at_least(needed: int, truths: Sequence[Truths]) -> Truths:
    """Give whether so many are met: whether all of some that are so many."""
    return any_of([all_of(some) for some in combinations(truths, needed)])


Given = Mapping[str, Truths]
Formula = Callable[[Given], Truths]


def closure(v: Given) -> Truths:
    return v["some-kinds"] & v["turned-inwards"] & v["closed-to-others"]


def deficit(v: Given) -> Truths:
    return v["shock"] & v["little-exploration"]


def dominance(v: Given) -> Truths:
    return v["dominant-actor"] | v["no-boundary-spanning"]


def politics(v: Given) -> Truths:
    return v["coupling"] & v["preserving-policy"]


def rigidity(v: Given) -> Truths:
    return deficit(v) & (v["much-persistence"] | politics(v))


def fragmentation(v: Given) -> Truths:
    signs = [v["little-trust"], v["little-crossing"], v["much-rivalry"]]
    return v["line-firms"] & v["some-kinds"] & at_least(2, signs)


def over_embeddedness(v: Given) -> Truths:
    bonds = v["much-trust"] | v["much-strength"]
    return bonds & v["turned-inwards"] & v["closed-to-others"]


DEFAULT: dict[str, Formula] = {
    "thinness": lambda v: v["thin-kinds"] | v["no-research-transfer"],
    "fragmentation": fragmentation,
    "closure-risk": closure,
    "lock-in": lambda v: closure(v) & deficit(v),
    "functional-lock-in": lambda v: closure(v) & deficit(v) & dominance(v),
    "cognitive-lock-in": lambda v: closure(v) & deficit(v) & v["much-persistence"],
    "political-lock-in": lambda v: closure(v) & deficit(v) & politics(v),
    "rigidity": rigidity,
    "over-embeddedness": over_embeddedness,
    "over-thickness": lambda v: v["crowded-function"] & deficit(v),
    "dissension": lambda v: v["six-institutions"] & v["conflict"],
    "governance-deficit": lambda v: v["few-firms-decide"] | v["hierarchy"],
}

SEED_LITERAL: dict[str, Formula] = {
    **DEFAULT,
    "lock-in": closure,
    "functional-lock-in": lambda v: closure(v) & dominance(v),
    "cognitive-lock-in": lambda v: closure(v) & v["much-persistence"],
    "political-lock-in": lambda v: closure(v) & politics(v),
}
"""No shock need have gone unanswered."""


def clique(v: Given) -> Truths:
    turned = v["transitive"] | v["more-transitive-than-chance"] | v["few-newcomers"]
    return v["mean-degree"] & turned


def scatter(v: Given) -> Truths:
    return v["no-large-component"] | v["many-isolates"] | v["low-degree"]


def lateness(v: Given) -> Truths:
    return v["shocks-unanswered"] | v["slow-answers"]


STRICT: dict[str, Formula] = {
    "thinness": DEFAULT["thinness"],
    "fragmentation": lambda v: fragmentation(v) & scatter(v),
    "closure-risk": lambda v: closure(v) & clique(v),
    **{
        kind: lambda v, kind=kind: DEFAULT[kind](v) & clique(v) & lateness(v)  # type: ignore[misc]  # bound at once
        for kind in ("lock-in", "functional-lock-in", "cognitive-lock-in", "political-lock-in")
    },
    "rigidity": lambda v: rigidity(v) & lateness(v),
    "over-embeddedness": lambda v: over_embeddedness(v) & v["few-newcomers"],
    "over-thickness": lambda v: DEFAULT["over-thickness"](v) & lateness(v),
    "dissension": lambda v: DEFAULT["dissension"](v) & v["modular"] & v["factions"],
    "governance-deficit": DEFAULT["governance-deficit"],
}
"""The shape of the network is asked as well."""

FORMULAS = {
    "default": DEFAULT,
    "seed-literal": SEED_LITERAL,
    "relative": DEFAULT,
    "strict": STRICT,
}
"""Written from docs/model.md and the design of the profiles, and not from the profiles."""

STAGES: dict[str, Formula] = {
    "potential": lambda v: v["few-line-firms"] & v["no-institutions"],
    "formation": lambda v: v["births"] & v["first-institutions"] & v["bare-base"],
    "growth": lambda v: v["net-entry"] & v["some-institutions"],
    "maturity": lambda v: all_of(
        [v["no-net-entry"], v["no-net-exit"], v["fewer-foundings"], v["old-enough"]]
    ),
    "transition": lambda v: v["recent-shock"] & (v["net-exit"] | v["some-exploration"]),
    "renewal": lambda v: v["grows-again"],
    "decline": lambda v: v["shrinks"],
}
"""What a stage asks of its own snapshot; renewal and decline ask of the one before too."""
