"""A built wheel holds all it needs and works outside the clone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg.resources import find_root


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked where nothing else of the project is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(find_root())], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_ontology_rules_shapes_profiles_data_and_queries(installed: Path) -> None:
    for name in (
        "ontology/core.ttl", "ontology/rules/41-diagnoses.ttl", "ontology/shapes/inferred.ttl",
        "ontology/profiles/default.ttl", "ontology/schemes/measure.ttl", "data/cases/jura.ttl",
        "data/sources.ttl", "queries/analysts/verdicts.rq",
    ):  # fmt: skip
        assert (installed / "kg" / "bundled" / name).exists(), name
    assert (installed / "kg" / "py.typed").exists()
    assert list((installed / "kg" / "serve" / "templates").glob("*.html"))
    assert list((installed / "kg" / "serve" / "static").iterdir())


def test_the_wheel_works_outside_the_clone(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed), "KG_CACHE": str(tmp_path / "cache")}
    result = subprocess.run(
        [sys.executable, "-m", "kg.cli", "diagnose", "jura", "--format", "csv"],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) == 97
    where = subprocess.run(
        [sys.executable, "-c", "import kg.resources; print(kg.resources.find_root())"],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=True,
    )  # fmt: skip
    assert where.stdout.strip() == str(installed / "kg" / "bundled")
