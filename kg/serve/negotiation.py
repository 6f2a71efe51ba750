"""Which media type to answer with: the Accept header of RFC 9110, section 12.5.1."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.errors import NotAcceptable

_PART = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?|\.[0-9]{1,3}")
_RANGE = re.compile(r"[!#$%&'*+.^_`|~\w-]+/[!#$%&'*+.^_`|~\w-]+")

_MAX_HEADER = 4096
"""The characters of a header that are read: with open quotes, the time grows as their square."""

EVERYTHING, TYPE, EXACT = 0, 1, 2
"""How specific a range is: ``*/*``, ``text/*``, ``text/csv``."""


class MediaRange(NamedTuple):
    """One range of an Accept header: a media type or a wildcard, and its quality from 0 to 1."""

    media_type: str
    quality: float
    has_parameters: bool

    @property
    def specificity(self) -> int:
        """How specific the range is."""
        if self.media_type == "*/*":
            return EVERYTHING
        return TYPE if self.media_type.endswith("/*") else EXACT

    def covers(self, media_type: str) -> bool:
        """Say whether a media type lies in the range."""
        if self.specificity == TYPE:
            return media_type.startswith(self.media_type[:-1])
        return self.media_type in ("*/*", media_type)


def parse_accept(header: str) -> list[MediaRange]:
    """Read an Accept header; what is not a media range is left out, a quality out of range too.

    >>> parse_accept("text/turtle;q=0.5, */*;q=0.1")[0].quality
    0.5
    """
    ranges = []
    for part in _PART.findall(header[:_MAX_HEADER]):
        name, *parameters = (p.strip() for p in _PARAMETER.findall(part))
        name = name.lower()
        if name == "*":  # what some clients of Java send for */*
            name = "*/*"
        if not _RANGE.fullmatch(name):
            continue
        quality = 1.0
        others = False
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() != "q":
                others = True
                continue
            if not _QUALITY.fullmatch(value.strip()):
                quality = -1.0
                break
            quality = float(value)
        if quality >= 0:
            ranges.append(MediaRange(name, quality, others))
    return ranges


def rate(ranges: Sequence[MediaRange], media_type: str) -> tuple[float, int]:
    """Rate a media type: the quality and specificity of the most specific range that covers it.

    A range with parameters counts as the bare type does, but after a bare one: we offer none with
    parameters, and who asks for a profile of JSON-LD is served better by JSON-LD than by 406.

    >>> rate(parse_accept("text/*;q=0.3, text/csv;q=0"), "text/csv")
    (0.0, 2)
    """
    covering = [r for r in ranges if r.covers(media_type)]
    if not covering:
        return 0.0, -1
    best = max(covering, key=lambda r: (r.specificity, not r.has_parameters, r.quality))
    return best.quality, best.specificity


def choose(accept: str | None, offers: Sequence[str]) -> str:
    """Choose what to answer with: the best quality, then the most specific, then our order.

    :param accept: the Accept header; without one, everything is acceptable.
    :param offers: the media types that can be given, our favourite first.
    :raises NotAcceptable: if the client accepts none of them.

    >>> choose("text/csv;q=0.5, application/*", ("application/json", "text/csv"))
    'application/json'
    """
    ranges = parse_accept(accept or "")
    if not ranges:
        return offers[0]
    rated = [(*rate(ranges, offer), -place, offer) for place, offer in enumerate(offers)]
    quality, _, _, offer = max(rated)
    if quality == 0:
        raise NotAcceptable(accept or "", offers)
    return offer


def asks_for(accept: str | None, offers: Sequence[str]) -> str | None:
    """Give what :func:`choose` gives if the client names it, and not merely accepts everything."""
    ranges = [r for r in parse_accept(accept or "") if r.specificity != EVERYTHING]
    if not ranges:
        return None
    try:
        offer = choose(accept, offers)
    except NotAcceptable:
        return None
    return offer if rate(ranges, offer)[0] > 0 else None
