import re
from fractions import Fraction
from pathlib import Path

import pytest

from kg.errors import KgError, UnknownName
from kg.export import export_qca
from kg.export.calibration import Threshold, calibrate
from kg.export.conditions import find_value, list_conditions, read_values
from kg.export.qca import render_qca
from kg.store import EmbeddedStore
from tests.export.conftest import read_csv
from tests.worlds import SNAPSHOT, World, vocabulary

HEADER = re.compile(r"[A-Z][A-Z0-9_]*")
STATUS = """
SELECT ?case ?start ?criterion ?status WHERE {
  ?r a icl:CriterionResult ; icl:criterion ?criterion ; icl:status ?status ; icl:snapshot ?s .
  ?s icl:snapshotOf/skos:notation ?case ; icl:startYear ?start }"""


def test_rows_are_snapshots_and_columns_the_criteria_of_constraints(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    written = export_qca(store, "default", tmp_path / "new")
    assert {p.name for p in written} == {
        "memberships.csv", "values.csv", "calibration.csv", "verdicts.csv", "cases.csv",
        "README.txt",
    }  # fmt: skip
    rows = read_csv(tmp_path / "new" / "memberships.csv")
    cases = [row["CASE"] for row in rows]
    assert "jura_watchmaking_1970" in cases
    assert len(set(cases)) == len(cases)
    conditions = [row["condition"] for row in read_csv(tmp_path / "new" / "calibration.csv")]
    assert list(rows[0]) == ["CASE", *conditions]
    assert {"CLOSED_TO_OTHERS", "THIN_KINDS", "SOME_KINDS"} <= set(conditions)
    assert "OLD_ENOUGH" not in conditions  # a criterion of a stage


def test_names_and_cells_are_such_as_both_programs_take(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    export_qca(store, "default", tmp_path, complete=1, as_found=True)
    for name in ("memberships", "complete", "verdicts"):
        rows = read_csv(tmp_path / f"{name}.csv")
        assert all(HEADER.fullmatch(column) for column in rows[0])
        for row in rows:
            assert re.fullmatch(r"[a-z0-9_]+", row.pop("CASE"))
            assert all(cell == "" or 0 <= float(cell) <= 1 for cell in row.values())
            assert "0.5" not in row.values()
    assert (tmp_path / "memberships.csv").read_bytes().isascii()


def test_membership_agrees_with_the_criterion_of_the_store(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    export_qca(store, "default", tmp_path)
    rows = {row["CASE"]: row for row in read_csv(tmp_path / "memberships.csv")}
    held = {"met": 0, "not-met": 0}
    for found in store.select(STATUS):
        case = f"{found['case'].value.replace('-', '_')}_{found['start'].value}"
        name = found["criterion"].value.rsplit("/", 1)[-1].upper().replace("-", "_")
        status = found["status"].value.rsplit("/", 1)[-1]
        if name in rows[case] and status in held:
            assert (float(rows[case][name]) > 0.5) == (status == "met"), (case, name)
            held[status] += 1
    assert min(held.values()) > 30


def test_values_calibrated_by_the_anchors_told_give_the_memberships(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    export_qca(store, "default", tmp_path)
    values, memberships = (read_csv(tmp_path / f"{n}.csv") for n in ("values", "memberships"))
    compared = 0
    for anchor in read_csv(tmp_path / "calibration.csv"):
        threshold = Threshold(
            int(anchor["threshold"]),
            anchor["direction"] == "at least",
            anchor["unit"] == "number",
            int(anchor["sweep_from"]),
            int(anchor["sweep_to"]),
        )
        for before, after in zip(values, memberships, strict=True):
            value, membership = before[anchor["condition"]], after[anchor["condition"]]
            assert (value == "") == (membership == "")
            if value:
                assert calibrate(Fraction(value), threshold) == pytest.approx(
                    float(membership), abs=0.0001
                )
                compared += 1
        assert sum(row[anchor["condition"]] != "" for row in memberships) == int(anchor["cases"])
    assert compared > 200


def test_verdicts_are_a_file_of_their_own(store: EmbeddedStore, tmp_path: Path) -> None:
    export_qca(store, "default", tmp_path)
    verdicts = read_csv(tmp_path / "verdicts.csv")
    own = set(verdicts[0]) - {"CASE"}
    assert len(own) == 12
    assert all(name.startswith("V_") for name in own)
    assert not own & set(read_csv(tmp_path / "memberships.csv")[0])
    assert {row[n] for row in verdicts for n in own} <= {"", "0", "0.67", "1"}
    assert "DO NOT EXPLAIN A VERDICT BY THESE CONDITIONS" in (tmp_path / "README.txt").read_text(
        encoding="utf-8"
    )


def test_complete_keeps_no_empty_cell(store: EmbeddedStore, tmp_path: Path) -> None:
    export_qca(store, "default", tmp_path, complete=15)
    rows = read_csv(tmp_path / "complete.csv")
    assert rows
    assert all(cell for row in rows for cell in row.values())
    every = {row["CASE"]: row for row in read_csv(tmp_path / "memberships.csv")}
    for name in set(rows[0]) - {"CASE"}:
        assert sum(row[name] != "" for row in every.values()) >= 15
        assert all(row[name] == every[row["CASE"]][name] for row in rows)


@pytest.mark.parametrize("least", [0, 10_000])
def test_complete_that_leaves_nothing_is_one_clear_line(
    store: EmbeddedStore, tmp_path: Path, least: int
) -> None:
    with pytest.raises(KgError, match="name a number from 1 to") as fault:
        export_qca(store, "default", tmp_path / "new", complete=least)
    assert "\n" not in str(fault.value)
    assert not (tmp_path / "new").exists()


def test_unknown_cluster_names_the_nearest(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="jura-watchmaking"):
        export_qca(store, "default", tmp_path / "new", ["jura-watchmakin"])


def test_one_cluster_alone(store: EmbeddedStore) -> None:
    text = render_qca(store, "default", ["jura-watchmaking"])["memberships.csv"]
    assert all(line.startswith("jura_watchmaking_") for line in text.splitlines()[1:])


def test_same_bytes_twice(store: EmbeddedStore, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_qca(store, "default", tmp_path / name, complete=1, as_found=True)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
        assert b"\r" not in path.read_bytes()


def test_quartile_without_a_number_leaves_its_column_empty(
    relative: EmbeddedStore, tmp_path: Path
) -> None:
    export_qca(relative, "relative", tmp_path)
    curves = {row["condition"]: row for row in read_csv(tmp_path / "calibration.csv")}
    memberships = read_csv(tmp_path / "memberships.csv")
    assert {row["curve"] for row in curves.values()} == {"logistic", "crisp", "none"}
    for name, row in curves.items():
        cells = {m[name] for m in memberships} - {""}
        if row["curve"] == "none":
            assert (cells, row["threshold"], row["full_in"]) == (set(), "", "")
        if row["curve"] == "crisp":
            assert cells <= {"0.0000", "1.0000"}


def open_world(world: World) -> EmbeddedStore:
    inference = world.infer()
    store = EmbeddedStore()
    store.add([*vocabulary(), *world.triples])
    for layer in ("derived", "measurements", "diagnoses"):
        store.add_text(inference.layers[layer])
    return store


def read_world(world: World, name: str, as_found: bool = False) -> Fraction | None:
    store = open_world(world)
    condition = next(c for c in list_conditions(store, "default") if c.name == name)
    return find_value(condition, SNAPSHOT, read_values(store, "default"), as_found)


def two_kinds() -> World:
    """A world with two kinds of institution, told by two sources."""
    world = World()
    for name, function in (("school", "education"), ("guild", "representation")):
        world.actor(name, kind="association")
        world.institution(name, function)
    return world


def test_low_count_off_an_illustrative_roster_is_missing_and_not_low() -> None:
    assert read_world(two_kinds(), "SOME_KINDS") is None
    assert read_world(two_kinds(), "THIN_KINDS") is None
    assert read_world(two_kinds(), "THIN_KINDS", as_found=True) == 2


def test_low_count_off_a_complete_roster_is_a_value() -> None:
    assert read_world(two_kinds().complete(), "SOME_KINDS") == 2
    assert read_world(two_kinds().complete(), "THIN_KINDS") == 2


def test_count_that_settles_the_criterion_is_a_value_off_any_roster() -> None:
    world = two_kinds()
    for name, function in (("lab", "research"), ("bank", "finance")):
        world.actor(name, kind="association")
        world.institution(name, function)
    assert read_world(world, "SOME_KINDS") == 4
    assert read_world(world, "THIN_KINDS") == 4


@pytest.mark.parametrize(("ties", "value"), [(3, None), (4, Fraction(0))])
def test_share_below_its_minimum_is_missing(ties: int, value: Fraction | None) -> None:
    world = World()
    for n in range(ties + 1):
        world.actor(f"firm{n}")
    for n in range(ties):
        world.tie(f"firm{n}", f"firm{n + 1}", valence="cooperative")
    assert read_world(world, "MUCH_RIVALRY") == value
