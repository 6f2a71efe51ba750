"""The files a build reads, by the named graph each goes into."""

from dataclasses import dataclass
from pathlib import Path

from kg.namespaces import GRAPH
from kg.read.profiles import list_profiles
from kg.resources import PACKAGE, data_dir, ontology_dir

_READERS = ("serve", "cli", "console.py", "querying.py", "checking.py", "bundled")
"""Parts of the program that read a build and have no say in it."""

MODULES = ("core", "ties", "institutions", "lifecycle", "claims", "diagnosis")


@dataclass(frozen=True)
class Inputs:
    """The files of a build."""

    ontology: tuple[Path, ...]
    schemes: tuple[Path, ...]
    literature: Path
    prescriptions: Path
    rules: tuple[Path, ...]
    shapes: tuple[Path, ...]
    profiles: tuple[Path, ...]
    sources: Path
    shocks: Path
    cases: tuple[Path, ...]
    assessments: tuple[Path, ...]
    stages: tuple[Path, ...]

    def paths(self) -> list[Path]:
        """Give every file whose content decides what is built, the program's own included."""
        data = (*self.profiles, self.sources, self.shocks, *self.cases, *self.assessments)
        return [p for p in (*data, *self.stages) if p.exists()] + self.framework()

    def framework(self) -> list[Path]:
        """Give those that decide what is concluded whatever the data and the profile."""
        given = (
            *self.ontology, *self.schemes, self.literature, self.prescriptions, *self.rules,
            *self.shapes,
        )  # fmt: skip
        code = [p for p in PACKAGE.rglob("*.py") if p.relative_to(PACKAGE).parts[0] not in _READERS]
        return [*given, *sorted(code)]

    def evidence(self) -> dict[str, list[Path]]:
        """Give what the rules may read beside the ontology, by named graph."""
        graphs = {
            str(GRAPH.sources): [self.sources, self.literature],
            str(GRAPH.shocks): [self.shocks],
        }
        graphs |= {str(GRAPH[f"case/{path.stem}"]): [path] for path in self.cases}
        return {graph: [p for p in paths if p.exists()] for graph, paths in graphs.items()}

    def judgements(self) -> dict[str, list[Path]]:
        """Give what authors judge, by named graph; no rule before the diagnoses reads it."""
        return {str(GRAPH[f"assessments/{path.stem}"]): [path] for path in self.assessments}

    def claimed_stages(self) -> dict[str, list[Path]]:
        """Give the stages that authors claim, by named graph; only prescriptions read them."""
        return {str(GRAPH[f"stages/{path.stem}"]): [path] for path in self.stages}


def find_inputs(data: Path | None = None) -> Inputs:
    """Find the files of a build: the shipped ontology, and the shipped data or a folder's."""
    ontology = ontology_dir()
    folder = data or data_dir()
    return Inputs(
        ontology=tuple(ontology / f"{name}.ttl" for name in MODULES),
        schemes=tuple(sorted((ontology / "schemes").glob("*.ttl"))),
        literature=ontology / "literature.ttl",
        prescriptions=ontology / "prescriptions.ttl",
        rules=tuple(sorted((ontology / "rules").glob("*.ttl"))),
        shapes=tuple(sorted((ontology / "shapes").glob("*.ttl"))),
        profiles=tuple(list_profiles().values()),
        sources=folder / "sources.ttl",
        shocks=folder / "shocks.ttl",
        cases=tuple(sorted((folder / "cases").glob("*.ttl"))),
        assessments=tuple(sorted((folder / "assessments").glob("*.ttl"))),
        stages=tuple(sorted((folder / "stages").glob("*.ttl"))),
    )
