"""What the rules conclude in the made-up worlds, as files that are compared with what they do.

Run ``python -m tests.rules.freezing`` to write them again, and read the difference.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from kg.store import EmbeddedStore
from kg.store.text import join_lines
from tests.rules.concluding import RUNS, Lines, conclude

FROZEN = Path(__file__).parent / "frozen"
_MEASURES = """
    SELECT ?node ?numerator ?denominator ?uncoded ?rows ?sources ?decides WHERE {
      ?node a icl:Tally ; icl:numerator ?numerator ; icl:denominator ?denominator .
      OPTIONAL { ?node icl:uncodedCount ?uncoded } OPTIONAL { ?node icl:rowCount ?rows }
      OPTIONAL { ?node icl:sourceCount ?sources } OPTIONAL { ?node icl:decides ?decides }
      FILTER(?numerator != 0 || BOUND(?decides)) }"""
_UNTOLD = ("indeterminate", "not-assessable", "author-silent")
"""What most nodes say; the digests hold it."""
_WORDS = (
    ("CriterionResult", "icl:status"),
    ("Diagnosis", "icl:verdict"),
    ("StageEstimate", "icl:estimateStatus"),
    ("AgreementFinding", "icl:outcome"),
    ("PrescriptionSet", "icl:stageUsed"),
)


def name_file(world: str, profile: str, kind: str) -> Path:
    """Give the file of a run: its ``rules`` or its ``facts``."""
    run = "-".join([world, *profile.replace(",", "").split()])
    return FROZEN / f"{run}.{kind}.tsv"


def render_rules(found: dict[str, Lines]) -> str:
    """Render how many triples each rule concludes, and a digest of them."""
    lines = [
        f"{slug}\t{len(triples)}\t{sha256(join_lines(sorted(triples))).hexdigest()[:16]}"
        for slug, triples in sorted(found.items())
    ]
    return "\n".join(["rule\ttriples\tdigest", *lines, ""])


def render_facts(store: EmbeddedStore) -> str:
    """Render what a reader would look for: what is measured, decided, diagnosed and advised."""
    return "\n".join(["node\tsays", *sorted(_list_facts(store)), ""])


def _list_facts(store: EmbeddedStore) -> Iterator[str]:
    for row in store.select(_MEASURES):
        told = f"{row['numerator'].value} of {row['denominator'].value}"
        for name in ("uncoded", "rows", "sources"):
            told += f", {row[name].value} {name}" if name in row else ""
        yield f"{_name(row['node'].value)}\t{told}{', decides' if 'decides' in row else ''}"
    for kind, predicate in _WORDS:
        query = f"SELECT ?node ?word WHERE {{ ?node a icl:{kind} ; {predicate} ?word }}"
        for row in store.select(query):
            word = row["word"].value.rsplit("/", 1)[-1]
            if word not in _UNTOLD:
                yield f"{_name(row['node'].value)}\t{word}"


def _name(iri: str) -> str:
    """Give what stands after ``/id/``, without the profile, which the name of the file tells."""
    kind, _, place = iri.partition("/id/")[2].split("/", 2)
    return f"{kind} {place}"


def freeze() -> None:
    """Write what every run concludes."""
    FROZEN.mkdir(exist_ok=True)
    for old in FROZEN.glob("*.tsv"):
        old.unlink()
    for world, profile in RUNS:
        found, store = conclude(world, profile)
        name_file(world, profile, "rules").write_text(render_rules(found), encoding="utf-8")
        if profile == "default":
            name_file(world, profile, "facts").write_text(render_facts(store), encoding="utf-8")


if __name__ == "__main__":
    freeze()
