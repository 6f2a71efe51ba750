"""What the rules cost: loading, compiled rules and the reference over the same made-up clusters."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from math import log
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat, Store, Triple, parse

from kg.bench.clock import Clock, read_peak
from kg.bench.generate import write_clusters
from kg.bench.program import Run, compare_runs, compile_program, run_compiled
from kg.errors import KgError

Progress = Callable[[str], None]
SLOWEST = 10
"""How many rules are named with what they took."""


@dataclass(frozen=True)
class Settings:
    """How to measure, whatever the size."""

    seed: int = 1
    pyshacl_limit: int = 10
    """The most clusters over which pySHACL runs too; it takes about a minute a cluster."""
    pyshacl_below: int = 300
    """The order below which rules are compared: 300 derives and measures, 1000 is all of them."""
    on_disk: bool = False


@dataclass(frozen=True)
class Figures:
    """What one number of clusters took; seconds are CPU seconds unless they say wall."""

    clusters: int
    triples: int
    inferred: int
    load_s: float
    load_wall_s: float
    scan_s: float
    compile_s: float
    rules_s: float
    rules_wall_s: float
    between_s: float
    """The part of ``rules_s`` spent on what is computed between strata, outside the rules."""
    whole_s: float
    """``rules_s``, and filling the scratch stores, the closure and the choice of claims."""
    compared_s: float | None
    """What the compiled rules took over the part of the program that pySHACL runs too."""
    pyshacl_s: float | None
    same: bool | None
    """Whether pySHACL concluded the same triples there."""
    peak_mb: int
    """The most memory held, before pySHACL began."""
    slowest: tuple[tuple[str, float], ...]
    """The rules that took most, with their seconds."""

    @property
    def ratio_load(self) -> float | None:
        """How many times as long as loading the rules took."""
        return self.rules_s / self.load_s if self.load_s else None

    @property
    def ratio_pyshacl(self) -> float | None:
        """How many times as long as the compiled rules pySHACL took, over the same part."""
        return self.pyshacl_s / self.compared_s if self.pyshacl_s and self.compared_s else None


def measure_sizes(
    sizes: Sequence[int], settings: Settings = Settings(), progress: Progress = lambda _: None
) -> Iterator[Figures]:
    """Measure each number of clusters in a process of its own, and give its figures when it ends.

    :param progress: is told what is being done; it goes to the other processes, so it is a function
        of a module.
    :raises KgError: if a process dies, as it does for lack of memory.
    """
    for clusters in sizes:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            try:
                yield pool.submit(measure_size, clusters, settings, progress).result()
            except BrokenProcessPool as error:
                raise KgError(
                    f"{clusters} clusters: the process that measured them died, most likely for "
                    "lack of memory; measure fewer"
                ) from error


def measure_size(
    clusters: int, settings: Settings = Settings(), progress: Progress = lambda _: None
) -> Figures:
    """Measure one number of clusters, in this process.

    Files are written to a temporary folder (``TMPDIR``), about 0.6 megabytes a cluster.
    """
    with TemporaryDirectory(prefix="kg-bench-") as folder:
        file, disk = Path(folder) / "evidence.nt", Path(folder) / "disk"
        progress(f"{clusters} clusters: making them up")
        triples = write_clusters(file, clusters, settings.seed)
        progress(f"{clusters} clusters: loading {triples:,} triples")
        load, scan = _measure_store(file, disk / "load" if settings.on_disk else None)
        program = compile_program()
        evidence = [quad.triple for quad in parse(path=str(file), format=RdfFormat.N_TRIPLES)]
        progress(f"{clusters} clusters: running the compiled rules")
        run = run_compiled(program, evidence, disk / "rules" if settings.on_disk else None)
        peak = read_peak()
        compared = None
        if clusters <= settings.pyshacl_limit:
            progress(f"{clusters} clusters: running rules by pySHACL")
            compared = compare_runs(program, evidence, settings.pyshacl_below)
        return _gather(clusters, evidence, load, scan, program.compile_s, run, compared, peak)


def growth_exponent(first: Figures, last: Figures) -> float | None:
    """Say with which power of the number of clusters the rules' time grows; 1.0 is in step.

    :returns: ``None`` where the two are of one size, or one took no time that could be measured.
    """
    if first.clusters == last.clusters or not first.rules_s or not last.rules_s:
        return None
    return log(last.rules_s / first.rules_s) / log(last.clusters / first.clusters)


def _measure_store(file: Path, disk: Path | None) -> tuple[Clock, Clock]:
    """Load a file into an empty store and bring each triple to Python once."""
    if disk is not None:
        disk.mkdir(parents=True)
    load, scan = Clock(), Clock()
    store = Store(str(disk)) if disk is not None else Store()
    with load.running():
        store.bulk_load(path=str(file), format=RdfFormat.N_TRIPLES)
    with scan.running():
        for _ in store:
            pass
    return load, scan


def _gather(
    clusters: int,
    evidence: Sequence[Triple],
    load: Clock,
    scan: Clock,
    compile_s: float,
    run: Run,
    compared: tuple[Run, Run] | None,
    peak: int,
) -> Figures:
    return Figures(
        clusters=clusters,
        triples=len(evidence),
        inferred=len(run.lines()),
        load_s=load.cpu,
        load_wall_s=load.wall,
        scan_s=scan.cpu,
        compile_s=compile_s,
        rules_s=run.rules.cpu,
        rules_wall_s=run.rules.wall,
        between_s=run.between.cpu,
        whole_s=run.whole.cpu,
        compared_s=compared[0].rules.cpu if compared else None,
        pyshacl_s=compared[1].rules.cpu if compared else None,
        same=compared[0].lines() == compared[1].lines() if compared else None,
        peak_mb=peak,
        slowest=tuple(run.slowest(SLOWEST)),
    )
