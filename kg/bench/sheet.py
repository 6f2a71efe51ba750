"""The page a made-up cluster is written on: N-Triples lines, with the evidence behind each fact."""

from collections.abc import Iterable
from random import Random

from kg.bench.counts import CLAIMS, CONFIDENCES, pick
from kg.namespaces import DCTERMS, ICL, ID, RDF, RDFS, SCHEME, SKOS, XSD

_NAMES = {
    "a": RDF.type,
    "label": RDFS.label,
    "title": DCTERMS.title,
    "description": DCTERMS.description,
    "notation": SKOS.notation,
    "note": SKOS.note,
    "altLabel": SKOS.altLabel,
}
_TO_KOREAN = 0.77
"""Paraphrases that are in Korean too."""
_OLD_ROW = 0.41
"""Statements that take a row which others have taken before."""


def node(kind: str, slug: str) -> str:
    """Give an instance as an N-Triples term.

    >>> node("actor", "eta")
    '<https://w3id.org/innocluster/id/actor/eta>'
    """
    return f"<{ID}{kind}/{slug}>"


def concept(scheme: str, word: str) -> str:
    """Give a concept of a scheme as an N-Triples term."""
    return f"<{SCHEME}{scheme}/{word}>"


def text(words: str, language: str = "") -> str:
    r"""Give a literal of words, which hold no quotation mark and no line break.

    >>> text("a cluster", "en")
    '"a cluster"@en'
    """
    return f'"{words}"@{language}' if language else f'"{words}"'


def whole(number: int) -> str:
    """Give a whole number as an N-Triples term."""
    return f'"{number}"^^<{XSD.integer}>'


def truth(value: bool) -> str:
    """Give yes or no as an N-Triples term."""
    return f'"{str(value).lower()}"^^<{XSD.boolean}>'


class Sheet:
    """The lines of one case, and the rows, claims and places in sources that its facts rest on."""

    def __init__(self, case: str, chance: Random) -> None:
        self.slug, self.chance = case, chance
        self.lines: list[str] = []
        self.case = node("case", case)
        self.locators: list[str] = []
        self._rows: list[str] = []
        self.put(self.case, a=f"<{ICL.Case}>", notation=text(case))

    def put(self, subject: str, **facts: str | Iterable[str]) -> None:
        """Write facts about a thing: properties by the ends of their names, values as terms."""
        for name, values in facts.items():
            predicate = _NAMES.get(name) or f"{ICL}{name}"
            for value in (values,) if isinstance(values, str) else values:
                self.lines.append(f"{subject} <{predicate}> {value} .\n")

    def add(self, subject: str, rdf_class: str, **facts: str | Iterable[str]) -> None:
        """Write a thing of this case that rests on no claim of its own."""
        self.put(subject, a=f"<{ICL}{rdf_class}>", case=self.case, **facts)

    def state(self, subject: str, rdf_class: str, told: str, **facts: str | Iterable[str]) -> None:
        """Write a statement with the row it stands in and the claims it rests on.

        :param told: what the claims say, for their paraphrase.
        """
        key = subject[len(ID) + 1 : -1].replace("/", "-")
        count = int(pick(self.chance, CLAIMS))
        claims = [
            self._claim(f"{key}-{n}", told, place)
            for n, place in enumerate(self.chance.sample(self.locators, count))
        ]
        self.add(subject, rdf_class, evidenceRow=self._row(), supportedByClaim=claims, **facts)

    def cite(self, count: int) -> list[str]:
        """Write the sources of the case, each with the place that is quoted, and give them."""
        sources = []
        for n in range(1, count + 1):
            slug = f"{self.slug}-s{n:02}"
            source, place = node("source", slug), node("locator", slug)
            address = text(f"https://example.org/{self.slug}/{n}")
            facts = {"title": text(f"Source {n} on {self.slug}"), "address": address}
            if self.chance.random() < 0.44:
                facts["publicationYear"] = whole(self.chance.randint(1960, 2024))
            if self.chance.random() < 0.12:
                facts["extentRead"] = concept("extent-read", "opening")
            self.add(source, "Source", notation=text(slug), **facts)
            self.put(place, a=f"<{ICL.SourceLocator}>", address=address, source=source)
            sources.append(source)
            self.locators.append(place)
        return sources

    def _row(self) -> str:
        if self._rows and self.chance.random() < _OLD_ROW:
            return self.chance.choice(self._rows[-12:])
        number = len(self._rows) + 1
        row = node("row", f"{self.slug}-{number:03}")
        self.add(row, "EvidenceRow", notation=text(f"{self.slug.upper()}-{number:03}"))
        self._rows.append(row)
        return row

    def _claim(self, key: str, told: str, place: str) -> str:
        claim = node("claim", key)
        words = [text(told, "en")]
        if self.chance.random() < _TO_KOREAN:
            words.append(text(f"{told} (만든 진술)", "ko"))
        confidence = concept("confidence", pick(self.chance, CONFIDENCES))
        facts = {"confidence": confidence, "statedIn": place}
        self.add(claim, "ObservationClaim", paraphrase=words, **facts)
        return claim
