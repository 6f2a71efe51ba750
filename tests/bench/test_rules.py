"""The benchmark: its figures, how they are told, and what it refuses. Nothing here is timed."""

import json
import os
from dataclasses import replace

import pytest

from kg.bench.render import COLUMNS, render_figures
from kg.bench.rules import Figures, Settings, growth_exponent, measure_size, measure_sizes
from kg.cli import main
from kg.errors import KgError

FIGURES = Figures(
    clusters=10, triples=35_000, inferred=120_000, load_s=0.1, load_wall_s=0.1, scan_s=0.01,
    compile_s=0.02, rules_s=2.0, rules_wall_s=2.1, between_s=0.5, whole_s=2.5, compared_s=0.5,
    pyshacl_s=400.0, same=True, peak_mb=90, slowest=(("m01", 1.5), ("m02", 0.25)),
)  # fmt: skip
MORE = replace(FIGURES, clusters=1000, rules_s=200.0, compared_s=None, pyshacl_s=None, same=None)
"""A hundred times as many clusters in a hundred times the time, without pySHACL."""


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["bench", "rules", *arguments])
    return int(stopped.value.code or 0)


def die(_: str) -> None:
    """End the process at once, as a system short of memory does."""
    os._exit(9)


def test_json_has_every_field_and_pyshacl_concludes_the_same(
    capfd: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--clusters", "1,2", "--format", "json", "--pyshacl-limit", "1"]
    assert run([*arguments, "--pyshacl-below", "111"]) == 0  # four rules: pySHACL is slow
    told = capfd.readouterr()
    one, two = json.loads(told.out)
    assert list(one) == list(two) == [*COLUMNS, "slowest"]
    assert (one["clusters"], two["clusters"]) == (1, 2)
    assert one["same"] is True
    assert one["ratio_pyshacl"] > 1
    assert [two[name] for name in ("compared_s", "pyshacl_s", "same", "ratio_pyshacl")] == [
        None
    ] * 4
    assert one["exponent"] is None
    assert isinstance(two["exponent"], float)
    assert two["inferred"] > one["inferred"] > one["triples"]
    assert len(one["slowest"]) == 10
    assert "kg: 2 clusters: running the compiled rules" in told.err


def test_stores_on_disk_give_as_many_triples() -> None:
    settings = Settings(pyshacl_limit=0)
    in_memory = measure_size(1, settings)
    on_disk = measure_size(1, replace(settings, on_disk=True))
    assert on_disk.triples == in_memory.triples
    assert on_disk.inferred == in_memory.inferred > 0


def test_a_process_that_dies_is_told_in_one_line() -> None:
    with pytest.raises(KgError, match=r"^1 clusters: the process that measured them died") as died:
        list(measure_sizes([1], Settings(pyshacl_limit=0), die))
    assert "\n" not in str(died.value)


def test_ratios_are_undefined_where_a_time_is_missing() -> None:
    assert FIGURES.ratio_load == pytest.approx(20)
    assert FIGURES.ratio_pyshacl == pytest.approx(800)
    assert MORE.ratio_pyshacl is None
    assert replace(FIGURES, load_s=0.0).ratio_load is None


def test_growth_in_step_has_the_exponent_one() -> None:
    assert growth_exponent(FIGURES, MORE) == pytest.approx(1)
    assert growth_exponent(FIGURES, replace(MORE, rules_s=20_000.0)) == pytest.approx(2)
    assert growth_exponent(FIGURES, FIGURES) is None


def test_a_table_ends_with_what_took_longest_and_the_growth() -> None:
    text = render_figures([FIGURES, MORE], "table")
    assert "What took longest, 1000 clusters" in text
    assert text.splitlines()[-1] == "Growth of rules_s from 10 to 1000 clusters: exponent 1.00"
    assert "Growth" not in render_figures([FIGURES], "table")


def test_csv_has_a_line_a_size_and_leaves_out_what_is_not_known() -> None:
    head, first, last = render_figures([FIGURES, MORE], "csv").splitlines()
    assert head.split(",") == list(COLUMNS)
    assert dict(zip(COLUMNS, first.split(","), strict=True))["same"] == "True"
    assert dict(zip(COLUMNS, last.split(","), strict=True))["pyshacl_s"] == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--clusters", "ten"], "write 10,100,1000"),
        (["--clusters", "10,"], "write 10,100,1000"),
        (["--clusters", "0"], "whole numbers from 1"),
        (["--pyshacl-limit", "-1"], "--pyshacl-limit"),
        (["--pyshacl-below", "3"], "--pyshacl-below"),
        (["--format", "ttl"], "'ttl' is not one of"),
    ],
)
def test_a_bad_argument_is_one_line(
    arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1
