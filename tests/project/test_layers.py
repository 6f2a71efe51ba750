"""Imports point left: a module knows only the stages before its own."""

import ast
from pathlib import Path

from kg.resources import PACKAGE

LAYERS = [
    {"errors", "namespaces", "resources", "executors"},
    {"console", "turtle"},
    {"read"},
    {"tables"},
    {"inputs", "store"},
    {"conform"},
    {"reason"},
    {"measures"},
    {"diagnose"},
    {"export", "publish", "report"},
    {"material"},
    {"casework"},
    {"pipeline"},
    {"checking", "opening", "serve"},
    {"querying", "trying", "watching"},
    {"bench"},
    {"cli"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def imported(path: Path) -> set[str]:
    """Give the parts of kg that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("kg.")}
    return names


def test_every_module_has_its_layer() -> None:
    parts = {p.stem for p in PACKAGE.glob("*.py")} | {
        p.parent.name for p in PACKAGE.glob("*/__init__.py")
    }
    assert parts - {"__init__", "kg"} == set(RANK)


def test_imports_point_left() -> None:
    wrong = []
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 40
    for path in modules:
        part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        wrong += [
            f"{path.relative_to(PACKAGE)} imports kg.{name}"
            for name in imported(path)
            if name != part and RANK[name] >= RANK[part]
        ]
    assert wrong == []
