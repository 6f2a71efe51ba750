"""The compiled program of some rule files, kept between runs.

Reading, compiling and placing the rules costs a good part of a second each time anything is run,
and gives the same each time: so it is kept in the cache under a hash of all that it depends on. A
cache that cannot be read or written changes nothing but the time.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.reason.compile import CompiledRule, FallbackRule
from kg.reason.dependencies import Key
from kg.reason.rules import Rule, Target, read_rules
from kg.reason.strata import Stratum, build_strata
from kg.resources import cache_dir

_CODE = Path(__file__).resolve().parent


def read_program(
    paths: Iterable[Path],
    given: Mapping[int, Iterable[Key]] | None = None,
    superclasses: Mapping[str, Collection[str]] | None = None,
    strict: bool = True,
) -> list[Stratum]:
    """Read, compile and place the rules of some files, or take them from the cache.

    :param given: what enters from outside before the rules of an order, as keys by order.
    :param superclasses: the named superclasses of each class.
    :param strict: whether every rule must compile; else those that do not run in pySHACL.
    :raises SourceError: if a file cannot be read.
    :raises RuleError: if a rule is no rule, does not compile or cannot be placed.
    """
    paths = list(paths)
    enters = {order: sorted(keys) for order, keys in (given or {}).items()}
    above = {name: sorted(classes) for name, classes in (superclasses or {}).items()}
    kept = cache_dir() / "rules" / f"{_hash(paths, enters, above, strict)}.json"
    strata = _read(kept)
    if strata is None:
        strata = build_strata(read_rules(paths), enters, above, strict)
        _write(kept, strata)
        return strata
    for stratum in strata:
        for fallback in stratum.fallbacks:
            fallback.log()
    return strata


def _hash(
    paths: list[Path],
    given: Mapping[int, list[Key]],
    superclasses: Mapping[str, list[str]],
    strict: bool,
) -> str:
    """Hash the files, what the strata are proved with, and the code that reads and proves."""
    parsed_by = version("pyoxigraph")
    told = [strict, parsed_by, sorted(superclasses.items())]
    told.append([(order, [asdict(key) for key in keys]) for order, keys in sorted(given.items())])
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
    for path in (*sorted(_CODE.glob("*.py")), *paths):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SourceError(path, None, f"cannot be read: {error.strerror}") from error
        digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _read(path: Path) -> list[Stratum] | None:
    """Read a kept program, or nothing if there is none that can be read."""
    try:
        told = json.loads(path.read_bytes())
        return [_build_stratum(stratum) for stratum in told] if isinstance(told, list) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write(path: Path, strata: Iterable[Stratum]) -> None:
    """Keep a program; it appears whole or not at all."""
    text = json.dumps([asdict(stratum) for stratum in strata], ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)


def _build_stratum(told: dict[str, Any]) -> Stratum:
    return Stratum(
        told["order"],
        tuple(CompiledRule(_build_rule(c["rule"]), c["query"]) for c in told["rules"]),
        told["recursive"],
        tuple(
            FallbackRule(_build_rule(f["rule"]), f["reason"], f["is_fresh"])
            for f in told["fallbacks"]
        ),
    )


def _build_rule(told: dict[str, Any]) -> Rule:
    told["targets"] = tuple(Target(**target) for target in told["targets"])
    told["prefixes"] = tuple((name, iri) for name, iri in told["prefixes"])
    return Rule(**told)
