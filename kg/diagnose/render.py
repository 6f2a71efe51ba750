"""An explanation as text, in English or Korean."""

from collections.abc import Iterator

from kg.console import Record
from kg.diagnose.explanation import (
    ClaimText,
    CriterionFinding,
    Evidence,
    Explanation,
    GroupFinding,
    Measured,
    Missing,
)

_WORDS = {
    "en": {
        "support": "support {n} of 4",
        "stands": "it stands: {tests}",
        "profile": "profile {name}",
        "alternative": "Way {n} of {of}: {status}",
        "all": "all of these",
        "some": "at least {k} of these",
        "of": "{n} of {d}",
        "no value": "nothing to count",
        "uncoded": "{n} more uncoded: between {low} and {high}",
        "by row": "by evidence row {value}",
        "from": "from {rows} rows of {sources} sources",
        "margin": "margin {margin}",
        "against threshold": "{how} {t}",
        "compared": "the border of a quarter of {n} snapshots",
        "numerator": "in the numerator",
        "denominator": "in the denominator only",
        "counted": "counted",
        "searched": "the set that was searched",
        "missing": "Missing",
        "more": "{n} more",
        "sources": "{n} sources",
    },
    "ko": {
        "support": "지지도 4점 중 {n}점",
        "stands": "다음 점검에서 유지됨: {tests}",
        "profile": "프로파일 {name}",
        "alternative": "경로 {n}/{of}: {status}",
        "all": "다음 모두",
        "some": "다음 가운데 {k}개 이상",
        "of": "{d} 중 {n}",
        "no value": "셀 근거 없음",
        "uncoded": "미코딩 {n}건에 따라 {low}에서 {high} 사이",
        "by row": "근거 행 단위로는 {value}",
        "from": "출처 {sources}개의 {rows}개 행에서",
        "margin": "여유 {margin}",
        "against threshold": "기준 {t} {how}",
        "compared": "진단 구간 {n}개 가운데 4분의 1의 경계",
        "numerator": "분자에 셈",
        "denominator": "분모에만 셈",
        "counted": "셈에 넣은 것",
        "searched": "찾아본 범위",
        "missing": "부족한 근거",
        "more": "{n}건 더",
        "sources": "출처 {n}개",
    },
}

_KOREAN_FIELDS = {
    "actor kind": "행위자 유형",
    "basis": "연계의 기반",
    "branch": "세부 업종",
    "country": "국가",
    "events": "사건",
    "exclusion": "배제",
    "exclusive, admission": "배타성, 가입 방식",
    "first party": "첫째 당사자",
    "function": "기능",
    "institutions": "제도",
    "membership": "구성원 자격",
    "observables of responses": "대응의 관찰 항목",
    "own research, own marketing": "자체 연구, 자체 판매",
    "participants": "참여자",
    "place of the parties": "당사자의 소재지",
    "protection": "기존 기업 보호",
    "repeated contact, years": "반복 접촉, 연도",
    "shocks": "충격",
    "source": "출처",
    "ties": "연계",
    "valence": "관계의 성격",
}
"""Fields a coder has to fill, as measures name them in English."""


def render_explanation(explanation: Explanation, lang: str = "en", evidence: bool = True) -> str:
    """Render an explanation as indented text, from the verdict down to the sources.

    :param evidence: whether to list what was counted, with its claims; else the tree alone.
    """
    return "\n".join(_Renderer(lang, evidence).lines(explanation)) + "\n"


class _Renderer:
    """Renders in one language."""

    def __init__(self, lang: str, evidence: bool) -> None:
        self.words, self.evidence = _WORDS[lang], evidence
        self.fields = _KOREAN_FIELDS if lang == "ko" else {}

    def say(self, key: str, **facts: object) -> str:
        return self.words[key].format(**facts)

    def lines(self, e: Explanation) -> Iterator[str]:
        support = self.say("support", n=e.support)
        yield f"{e.cluster}, {e.start}-{e.end}: {e.constraint} – {e.verdict} ({support})"
        stands = "; " + self.say("stands", tests=", ".join(e.passes)) if e.passes else ""
        yield self.say("profile", name=e.profile) + stands
        for n, alternative in enumerate(e.alternatives, 1):
            yield ""
            yield self.say("alternative", n=n, of=len(e.alternatives), status=alternative.status)
            for group in alternative.groups:
                yield from self.group(group)
        if e.missing:
            yield ""
            yield self.words["missing"]
            yield from (f"  {self.missing(m)}" for m in dict.fromkeys(e.missing))

    def group(self, group: GroupFinding) -> Iterator[str]:
        every = group.at_least == len(group.criteria)
        needed = self.words["all"] if every else self.say("some", k=group.at_least)
        yield f"  {group.label} ({needed}): {group.status}"
        for criterion in group.criteria:
            yield from self.criterion(criterion)

    def criterion(self, c: CriterionFinding) -> Iterator[str]:
        margin = f"; {self.say('margin', margin=_short(c.margin))}" if c.margin else ""
        if c.compared is not None:
            margin += f"; {self.say('compared', n=c.compared)}"
        yield f"    {c.label}: {c.status}"
        yield (
            f"      {_name(c.measured.measure)} {c.measured.label}: {self.value(c.measured)}"
            f" – {self.say('against threshold', how=c.comparison, t=c.threshold)}{margin}"
        )
        for missing in c.missing:
            yield f"      {self.words['missing']}: {self.missing(missing)}"
        if self.evidence:
            for how in ("numerator", "denominator", "searched"):
                items = [e for e in c.measured.evidence if e.counted == how]
                is_count = how == "numerator" and c.measured.rows is None
                yield from self.items("counted" if is_count else how, items)

    def value(self, m: Measured) -> str:
        if m.value is None:
            return self.words["no value"]
        parts = [_short(m.value)]
        if m.rows is not None:
            parts.append(self.say("of", n=m.numerator, d=m.denominator))
            parts.append(self.say("from", rows=m.rows, sources=m.sources))
            if m.by_row is not None:
                parts.append(self.say("by row", value=_short(m.by_row)))
        if m.uncoded and m.lower is not None and m.upper is not None:
            parts.append(
                self.say("uncoded", n=m.uncoded, low=_short(m.lower), high=_short(m.upper))
            )
        return parts[0] + (f" ({'; '.join(parts[1:])})" if parts[1:] else "")

    def items(self, how: str, items: list[Evidence]) -> Iterator[str]:
        if items:
            yield f"      {self.words[how]}:"
        for item in items:
            rows = f"{', '.join(item.rows)}: " if item.rows else ""
            yield f"        - {rows}{item.label}"
            yield from self.claims(item)

    def claims(self, item: Evidence) -> Iterator[str]:
        """Render what is said, once, with all who say it."""
        if item.counted == "searched" and not any(c.paraphrase for c in item.claims):
            yield f"          {self.say('sources', n=len(item.claims))}"
            return
        for said in dict.fromkeys(c.paraphrase for c in item.claims):
            yield f"          {said}"
            for claim in (c for c in item.claims if c.paraphrase == said):
                where = f", {claim.locator}" if claim.locator not in ("", claim.source) else ""
                yield f"            ← {claim.source}{where} [{claim.confidence}]"

    def missing(self, m: Missing) -> str:
        many = f", {self.say('more', n=m.how_many)}" if m.how_many else ""
        field = self.fields.get(m.field, m.field)
        what = f" ({field}{many})" if field else ""
        return f"{m.criterion}: {m.reason}{what}"


def list_path(explanation: Explanation) -> list[Record]:
    """List an explanation as flat records, one a claim behind a fact that counts."""
    return [
        {
            "constraint": explanation.constraint,
            "verdict": explanation.verdict,
            "group": group.label,
            "criterion": criterion.label,
            "status": criterion.status,
            "measure": criterion.measured.measure,
            "value": criterion.measured.value,
            "threshold": criterion.threshold,
            "counted": evidence.counted,
            "rows": "; ".join(evidence.rows),
            "evidence": evidence.label,
            "claim": claim.paraphrase,
            "confidence": claim.confidence,
            "source": claim.source,
            "locator": claim.locator,
        }
        for alternative in explanation.alternatives
        for group in alternative.groups
        for criterion in group.criteria
        for evidence in criterion.measured.evidence or (Evidence("", "", ""),)
        for claim in evidence.claims or (ClaimText("", "", "", "", ""),)
    ]


def _name(measure: str) -> str:
    """Show a measure's id as its scheme does.

    >>> _name("m15-shocks")
    'M15-shocks'
    """
    return "M" + measure[1:]


def _short(number: str | None) -> str:
    """Show a decimal without its idle zeros, to three places.

    >>> _short("0.333333"), _short("5.0"), _short("-0.5")
    ('0.333', '5', '-0.5')
    """
    if number is None:
        return ""
    return f"{round(float(number), 3):g}"
