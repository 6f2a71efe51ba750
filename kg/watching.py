"""What each rule costs and concludes, over the shipped graph or another."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from kg.console import Record
from kg.diagnose.run import infer_diagnoses
from kg.inputs import Inputs
from kg.material import read_material
from kg.read.profiles import Profile
from kg.reason import Rule, run_rules


@dataclass
class RuleRun:
    """One rule: where it stands, what it was compiled to, what it took and gave in all cases."""

    rule: str
    stratum: int
    runs_in: str
    """``store`` if it was compiled, ``pySHACL`` with the reason if it was not."""
    query: str
    seconds: float = 0.0
    triples: int = 0
    """How many new triples it concluded, the pass without uncertain claims included."""

    def as_record(self) -> Record:
        """Give it as a flat record."""
        return {
            "stratum": self.stratum,
            "rule": self.rule,
            "runs_in": self.runs_in,
            "seconds": round(self.seconds, 4),
            "triples": self.triples,
            "query": self.query,
        }


@dataclass
class _Watch:
    runs: dict[str, RuleRun] = field(default_factory=dict)

    def __call__(self, rule: Rule, seconds: float, triples: int) -> None:
        run = self.runs[rule.iri]
        run.seconds += seconds
        run.triples += triples


def watch_rules(
    inputs: Inputs, profile: Profile, progress: Callable[[str], None] = lambda _: None
) -> list[RuleRun]:
    """Run every rule over all cases and give what each took, in the order of the strata.

    :raises RuleError: if a rule does not compile.
    """
    material = read_material(inputs)
    watch = _Watch()
    for stratum in material.strata:
        for compiled in stratum.rules:
            rule = compiled.rule
            watch.runs[rule.iri] = RuleRun(rule.slug, stratum.order, "store", compiled.query)
        for fallback in stratum.fallbacks:
            rule, told = fallback.rule, f"pySHACL: {fallback.reason}"
            watch.runs[rule.iri] = RuleRun(rule.slug, stratum.order, told, "")
    for case in material.cases:
        progress(f"running the rules over {case}")
        own = material.restrict(case)
        infer_diagnoses(
            own.vocabulary(profile),
            own.facts,
            own.strata,
            runner=partial(run_rules, watch=watch),
            judgements=own.judgements,
        )
    return list(watch.runs.values())
