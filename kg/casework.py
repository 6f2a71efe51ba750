"""One case under one profile: inferred, or found as it was inferred before.

What is concluded of a case rests on its own files and on what all cases share, and on no other
case. So each case is inferred by itself, in any order and in any process, and one that has not
changed need not be inferred again. Only quartiles compare with other snapshots; they enter as
numbers.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kg.diagnose.run import Runner, infer_diagnoses
from kg.diagnose.selection import select_certain
from kg.diagnose.sharing import rename_measures
from kg.inputs import Inputs
from kg.material import Material, read_material
from kg.namespaces import GRAPH
from kg.publish import (
    describe_run,
    drop_working,
    infer_derivations,
    infer_labels,
    infer_values,
)
from kg.read.profiles import Profile
from kg.reason import run_rules
from kg.resources import cache_dir
from kg.store.text import to_text

MEASURED = ("derived", "measurements")
"""The layers that profiles may share."""
Texts = dict[str, bytes]
"""N-Triples by the name of their graph."""


def infer_profile(
    material: Material, profile: Profile, measured: bytes = b"", runner: Runner = run_rules
) -> Texts:
    """Infer all that follows under one profile, as the graphs of that profile.

    :param material: of one case or several.
    :param profile: with the numbers that come from other snapshots filled in.
    :param measured: what was derived and measured already, with its values and labels.
    :param runner: what runs the rules; a remote engine may (:mod:`kg.reason.remote`).
    """
    facts = select_certain(material.facts) if profile.is_certain else material.facts
    inference = infer_diagnoses(
        material.vocabulary(profile),
        facts,
        material.strata,
        runner=runner,
        judgements=material.judgements,
        measured=measured,
    )
    layers = {layer: [text] for layer, text in inference.layers.items()}
    values, margins = infer_values(inference.store)
    labels = infer_labels(inference.store)
    run = material.run
    measurements, judgements = infer_derivations(inference.store, run, profile.name)
    told = describe_run(run, profile.name)
    layers["diagnoses"] += [margins, labels["diagnoses"], judgements, told]
    if not measured:
        layers["measurements"] += [values, measurements]
        layers["derived"].append(labels["derived"])
    graphs = {
        str(GRAPH[f"{layer}/{profile.name}"]): drop_working(b"".join(found))
        for layer, found in layers.items()
    }
    return {str(GRAPH[f"profile/{profile.name}"]): to_text(profile.triples), **graphs}


def infer_case(
    inputs: Inputs,
    case: str,
    profile: Profile,
    shared: tuple[str, Mapping[str, bytes]] | None = None,
) -> Texts:
    """Infer one case under one profile, or find it in the cache.

    :param inputs: all files of the build; those of other cases do not count.
    :param shared: the name of a profile that measures alike, and its graphs for this case.
    """
    material = read_material(inputs).restrict(case)
    kept = cache_dir() / "cases" / f"{_hash(material, profile)}.json"
    found = _read(kept)
    if found is None:
        taken = _take_over(shared, profile.name)
        found = infer_profile(material, profile, b"".join(taken.values())) | taken
        _write(kept, found)
    return found


def _take_over(shared: tuple[str, Mapping[str, bytes]] | None, name: str) -> Texts:
    """Give the measurements of a profile that measures alike under another name."""
    if shared is None:
        return {}
    old, graphs = shared
    return {
        str(GRAPH[f"{layer}/{name}"]): rename_measures(
            graphs[str(GRAPH[f"{layer}/{old}"])], old, name
        )
        for layer in MEASURED
    }


def _hash(material: Material, profile: Profile) -> str:
    """Hash all that the conclusions on a case depend on."""
    told = material.judgements
    digest = hashlib.sha256(f"{material.code} {material.run} {profile.name}".encode())
    for triples in (told.stages, told.assessments, profile.triples):
        digest.update(to_text(sorted(triples, key=str)) + b"\n")
    return digest.hexdigest()


def _read(kept: Path) -> Texts | None:
    try:
        found = json.loads(kept.read_bytes())
    except (OSError, ValueError):
        return None
    return {graph: text.encode() for graph, text in found.items()}


def _write(kept: Path, found: Texts) -> None:
    """Keep what was found; a cache that cannot be written changes nothing but the time."""
    text = json.dumps({graph: text.decode() for graph, text in found.items()}, ensure_ascii=False)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, kept)
    except OSError:
        return
