"""The words of the pages, in English and Korean."""

from werkzeug.datastructures import LanguageAccept

LANGUAGES = ("en", "ko")

_ENGLISH = {
    "name": "innocluster",
    "tagline": "A knowledge graph of regional innovation clusters: dated, sourced evidence on who "
    "worked with whom, and what institutional constraint holds a cluster back.",
    "skip": "Skip to the content",
    "other_language": "한국어",
    "clusters": "Clusters",
    "legend": "How to read the tables",
    "support_note": "Support, from 0 to 4, counts the tests a verdict passes: with every uncoded "
    "item counted against it, without any one source, without uncertain claims, and over the range "
    "of the parameters.",
    "constraint": "Constraint",
    "support": "support",
    "of_four": "of 4",
    "missing": "What is missing",
    "more": "{} more",
    "no_diagnosis": "none",
    "no_clusters": "This dataset holds no diagnoses.",
    "query": "Ask with SPARQL",
    "query_text": "Query",
    "format": "Format of the answer",
    "run": "Run the query",
    "examples": "Example queries",
    "run_as": "Run as",
    "endpoint": "Endpoint",
    "endpoint_note": "The endpoint speaks the SPARQL 1.1 Protocol, reads only and needs no key.",
    "prefixes_note": "The usual prefixes (icl:, prov:, skos:, dcterms: and others) need no "
    "declaration.",
    "from_shell": "From a shell",
    "why": "Why",
    "about": "About this resource",
    "property": "Property",
    "value": "Value",
    "pointing": "What points at it",
    "thing": "Subject",
    "held_back": "What held each snapshot back, and how firmly",
    "to_find": "What the next coder should look for",
    "ties_counted": "The ties that count for the external-internal index, and their sources",
    "measured": "What was measured in each snapshot of the Jura watch cluster",
    "one_source": "The claims taken from the source that is cited most",
    "bounded": "Only the first {} of these are shown.",
}
_KOREAN = {
    "name": "innocluster",
    "tagline": "지역 혁신클러스터의 지식그래프: 누가 누구와 함께 일했는지에 대한 연도와 출처가 "
    "있는 근거, 그리고 클러스터의 발전을 가로막는 제도적 제약.",
    "skip": "본문으로 건너뛰기",
    "other_language": "English",
    "clusters": "클러스터",
    "legend": "표 읽는 법",
    "support_note": "지지도(0–4)는 판정이 통과한 검사의 수입니다. 코딩되지 않은 항목을 모두 "
    "불리하게 세어도, 어느 한 출처를 빼도, 불확실한 주장을 빼도, 매개변수의 범위를 달리해도 "
    "판정이 유지되는지를 봅니다.",
    "constraint": "제약",
    "support": "지지도",
    "of_four": "/ 4",
    "missing": "부족한 근거",
    "more": "{}개 더 필요",
    "no_diagnosis": "없음",
    "no_clusters": "이 데이터에는 진단이 없습니다.",
    "query": "SPARQL로 질의하기",
    "query_text": "질의문",
    "format": "결과 형식",
    "run": "질의 실행",
    "examples": "질의 예",
    "run_as": "실행 형식",
    "endpoint": "엔드포인트",
    "endpoint_note": "SPARQL 1.1 프로토콜을 따르는 읽기 전용 엔드포인트로, 인증이 필요 없습니다.",
    "prefixes_note": "자주 쓰는 접두어(icl:, prov:, skos:, dcterms: 등)는 선언하지 않아도 됩니다.",
    "from_shell": "셸에서",
    "why": "판정의 근거",
    "about": "이 자원에 대하여",
    "property": "속성",
    "value": "값",
    "pointing": "이 자원을 가리키는 것",
    "thing": "주어",
    "held_back": "진단 구간마다 무엇이 발전을 가로막았으며 그 판정은 얼마나 굳건한가",
    "to_find": "다음에 코딩하는 사람이 찾아야 할 근거",
    "ties_counted": "외부–내부 지수에 세어진 연계와 그 출처",
    "measured": "쥐라 시계 클러스터의 진단 구간별 측정값",
    "one_source": "가장 많이 인용된 출처에서 나온 주장",
    "bounded": "이 가운데 처음 {}개만 보입니다.",
}
WORDS = {"en": _ENGLISH, "ko": _KOREAN}


def choose_language(asked: str | None, accepted: LanguageAccept) -> str:
    """Choose the language of a page: what the address asks for, else what the browser prefers."""
    if asked in LANGUAGES:
        return str(asked)
    return accepted.best_match(LANGUAGES, default="en") or "en"
