"""Rules written at random, in which groups, sub-selects and filters stand wherever they may."""

from random import Random

_VARIABLES = ("?x", "?y", "?z", "?n")
_PATHS = (
    "ex:tie", "ex:knows", "ex:size", "ex:closed", "^ex:knows", "ex:knows/ex:size", "ex:knows*",
    "(ex:knows|ex:tie)", "a",
)  # fmt: skip
_CONDITIONS = (
    "{0} = {1}", "{0} != {1}", "BOUND({0})", "!BOUND({0})", "STR({0}) < STR({1})", "{0} IN (3, 5)",
    "COALESCE({0}, 1) = {1}",
)  # fmt: skip
_VALUES = ("STR($this)", "IF(BOUND(?x), 1, 2)", "COALESCE(?n, ?x, 0)", "?y")


class RuleWriter:
    """Writes CONSTRUCT texts, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._draw = Random(seed)  # noqa: S311  # nothing secret
        self._bound: list[str] = []

    def write(self) -> str:
        """Write a rule that tells the value of each of its variables, and that it fired."""
        self._bound = []
        pattern = self._group(2)
        told = (f"$this ex:value{n} {v} ." for n, v in enumerate((*_VARIABLES, *self._bound)))
        return f"CONSTRUCT {{ {' '.join(told)} $this ex:fired true }} WHERE {{ {pattern} }}"

    def _group(self, depth: int) -> str:
        parts = [self._part(depth) for _ in range(self._draw.randint(1, 3))]
        return " ".join([*parts, self._filter(0.35)])

    def _part(self, depth: int) -> str:
        chance = self._draw.random()
        if depth == 0 or chance < 0.45:
            return self._triple()
        if chance < 0.55:
            return f"OPTIONAL {{ {self._group(depth - 1)} }}"
        if chance < 0.63:
            return f"{{ {self._group(depth - 1)} }} UNION {{ {self._group(depth - 1)} }}"
        if chance < 0.70:
            return f"{{ {self._group(depth - 1)} }}"
        if chance < 0.80:
            return f"FILTER NOT EXISTS {{ {self._group(0)} }}"
        if chance < 0.84:
            return f"FILTER EXISTS {{ {self._group(depth - 1)} }}"
        if chance < 0.90:
            return self._count(depth)
        if chance < 0.93:
            distinct, other = self._draw.choice(("", "DISTINCT")), self._draw.choice(_VARIABLES)
            return f"{{ SELECT {distinct} $this {other} WHERE {{ {self._group(depth - 1)} }} }}"
        return f"BIND({self._draw.choice(_VALUES)} AS {self._fresh()})"

    def _count(self, depth: int) -> str:
        key = self._draw.choice(("", "?y"))
        counted = self._draw.choice(("?x", "DISTINCT ?x", "?z", "DISTINCT ?z", "*"))
        inside, name = self._group(depth - 1), self._fresh()
        return (
            f"{{ SELECT $this {key} (COUNT({counted}) AS {name}) WHERE {{ {inside} }} "
            f"GROUP BY $this {key} }}"
        )

    def _triple(self) -> str:
        subject = self._draw.choice(("$this", "$this", "$this", *_VARIABLES))
        value = self._draw.choice(("$this", *_VARIABLES, *_VARIABLES, "ex:a", "ex:s"))
        return f"{subject} {self._draw.choice(_PATHS)} {value} ."

    def _filter(self, share: float) -> str:
        if self._draw.random() > share:
            return ""
        left = self._draw.choice(("$this", *_VARIABLES))
        right = self._draw.choice(("$this", *_VARIABLES, "3", "ex:b"))
        return f"FILTER({self._draw.choice(_CONDITIONS).format(left, right)})"

    def _fresh(self) -> str:
        self._bound.append(f"?v{len(self._bound) + 1}")
        return self._bound[-1]
