"""The README of a QCA data set: how it was calibrated and how it is read."""

from collections.abc import Sequence

_ENGLISH = """\
A data set for QCA, made from the innocluster graph
Profile: {profile}

memberships.csv  a snapshot of a cluster a row, a criterion a column: membership in [0, 1] of the
                 snapshot in the set "the criterion is met". An empty cell is a missing value.
values.csv       the same cells before calibration, in the unit told in calibration.csv, for those
                 who want to set other anchors.
calibration.csv  a condition a row: measure, direction, the three anchors, threshold and sweep.
verdicts.csv     the verdicts of the profile: indicated 1, tentative 0.67, not indicated 0, not
                 assessable empty.
cases.csv        the snapshots: cluster, names, years.
{complete}
DO NOT EXPLAIN A VERDICT BY THESE CONDITIONS. A verdict is worked out from these very criteria, so
that a solution would only give its rule back. The outcome has to come from other evidence; the
verdicts are there to sort cases and to describe them.

Calibration. Direct method (Ragin 2008): a logistic curve through memberships of 0.05, 0.5 and 0.95.
  Share: 0.5 at the threshold, 0.95 and 0.05 at the two ends of its sweep; a side on which the sweep
  has no width takes the width of the other.
  Count: 0.5 half-way between the threshold and the next number that misses it, 0.95 at the end of
  the sweep on the side of the criterion (or the threshold, where the sweep goes no further), 0.05
  at the other end or one number past the threshold, whichever is further.
  Without a sweep, a share is crisp: 1 if the criterion is met, else 0.
  Memberships have four places and stay 0.001 from 0.5, which QCA can place nowhere; a value on the
  threshold meets the criterion. The anchors are project defaults, not findings: try others.

Missing cells. A share has a membership where it reaches the minima of the profile (coded items,
rows, sources).
{counts}
Nothing missing was filled in. Whoever fills in a zero claims that there was none.

In R, with the package QCA (truthTable refuses data with a missing value):
  library(QCA)
  data <- read.csv("complete.csv", row.names = "CASE")
  data$OUTCOME <- c(...)    # your own outcome in [0, 1], from other evidence, a value a row
  truthTable(data, outcome = "OUTCOME", conditions = "{example}",
             incl.cut = 0.8, show.cases = TRUE)
Name a few conditions of your own choice: k conditions make 2^k configurations.
To calibrate anew, with values.csv: calibrate(x, type = "fuzzy", thresholds = c(full_out, crossover,
full_in)).

In fsQCA: open complete.csv as comma-delimited data, add your outcome as a column before, and leave
CASE out of the conditions. The decimal mark is a point. Do not open memberships.csv there unless
you have checked how your version reads empty cells.

Few cases, and the snapshots of one cluster are no independent cases.
"""
_KOREAN = """\

--------
innocluster 그래프에서 만든 QCA 자료 (프로파일: {profile})

memberships.csv  진단 구간을 행, 판정 기준을 열로 하여 "기준이 충족된다"는 집합에 대한
                 소속 점수를 담는다. 빈칸은 결측값이다.
values.csv       보정하기 전의 값.
calibration.csv  조건마다 지표, 방향, 세 기준점, 기준값과 변동 범위.
verdicts.csv     판정을 퍼지값으로 옮긴 것: 해당 1, 잠정 해당 0.67, 비해당 0, 평가 불가는 빈칸.
cases.csv        진단 구간의 목록.

판정은 바로 이 조건들에서 도출되므로, 이 조건들로 판정을 설명하면 판정 규칙이 되돌아올
뿐이다. 결과 변수는 다른 근거에서 가져와야 한다.
보정은 레이긴의 직접 보정법에 따라 0.05, 0.5, 0.95를 지나는 로지스틱 곡선으로 하였다.
기준점은 연구 결과가 아니라 이 프로젝트가 정한 값이다.
빈칸을 0으로 채우면 없었다고 주장하는 셈이 된다. 사례 수가 적고, 한 클러스터의 진단
구간들은 서로 독립된 사례가 아니다.
"""
_COMPLETE = """\
complete.csv     the conditions that at least {least} snapshots have, and the snapshots that have
                 them all: no cell is empty. It is this file that truthTable takes.
"""
_INCOMPLETE = """\
complete.csv     is not here; kg export qca --complete N writes it: the conditions that at least N
                 snapshots have, and the snapshots that have them all.
"""
_SETTLED = """\
A count off an illustrative roster can only be too low. It has a membership where it settles the
criterion (more was found than asked for, or more than allowed), or where a complete roster or a
stated absence closes it; elsewhere the cell is empty."""
_AS_FOUND = """\
Counts were taken as found (--as-found), although off an illustrative roster they can only be too
low: a low count may mean that the sources do not tell. Say so where you use them."""


def render_guide(
    profile: str, conditions: Sequence[str], complete: int | None, as_found: bool
) -> str:
    """Render the README of a data set.

    :param conditions: the columns that can be named in an example.
    """
    told = _INCOMPLETE if complete is None else _COMPLETE.format(least=complete)
    counts = _AS_FOUND if as_found else _SETTLED
    example = ", ".join(conditions[:2])
    english = _ENGLISH.format(profile=profile, complete=told, counts=counts, example=example)
    return english + _KOREAN.format(profile=profile)
