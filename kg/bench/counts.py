"""What the four real cases hold, counted: the proportions that made-up clusters are drawn from.

Jura, Ruhr, Oulu and Silicon Valley together state 365 actors (208 of them members), 502 ties, 160
presences of institutions (63 of institutions that are no actors), 167 events, 16 admissions, 28
branches and 28 districts, told in 867 rows by 2,105 claims out of 370 sources; 24 snapshots. A
made-up cluster has 40 actors, 44 in a hundred of what a real case has on average, and everything
else in proportion, but two snapshots where a real case has six.
"""

from dataclasses import dataclass
from random import Random

Weights = dict[str, int]
"""How often each word occurs in the cases."""


def pick(chance: Random, weights: Weights) -> str:
    """Pick a word in proportion to how often it occurs.

    >>> pick(Random(1), {"supply": 3, "board": 0})
    'supply'
    """
    return chance.choices(list(weights), list(weights.values()))[0]


@dataclass(frozen=True)
class Sizes:
    """How many of each thing a made-up cluster holds."""

    actors: int = 40
    members: int = 23
    presences: int = 17
    events: int = 18
    admissions: int = 2
    branches: int = 3
    districts: int = 3
    sources: int = 36


SIZES = Sizes()
FEWEST_TIES, MOST_TIES = 40, 120

MEMBER_KINDS: Weights = {
    "large-firm": 48, "small-firm": 23, "supplier": 22, "research-institute": 14, "university": 13,
    "government-local": 10, "network": 9, "association": 7, "government-regional": 7,
    "collective-firms": 7, "forum": 6, "development-agency": 5, "other": 5, "chamber": 4,
    "cartel": 4, "science-park": 4, "venture-capital": 3, "incubator": 3, "union": 3,
    "consortium": 2, "real-service-centre": 1, "school": 1, "hospital": 1, "transfer-centre": 1,
    "public-fund": 1, "media": 1, "bank": 1, "individual": 1, "service-firm": 1,
}  # fmt: skip
OTHER_KINDS: Weights = {
    "large-firm": 38, "collective-firms": 13, "government-national": 13, "small-firm": 12,
    "individual": 12, "supplier": 7, "government-regional": 7, "university": 6, "association": 5,
    "other": 5, "consortium": 4, "bank": 4, "public-fund": 4, "venture-capital": 4, "union": 3,
    "service-firm": 3, "network": 3, "research-institute": 3, "school": 2, "government-local": 2,
    "supranational": 2, "cartel": 2, "development-agency": 1, "regulator": 1, "media": 1,
}  # fmt: skip
FIRM_KINDS = ("large-firm", "small-firm", "supplier", "service-firm")

TIE_KINDS: Weights = {
    "membership": 75, "financing": 66, "supply": 42, "knowledge": 42, "ownership": 40,
    "research": 36, "personnel-mobility": 35, "governance": 24, "board": 22, "spin-off": 21,
    "merger": 19, "alliance": 15, "coalition": 14, "tenancy": 11, "informal": 10, "exclusion": 8,
    "conflict": 8, "competition": 6, "joint-venture": 3, "colocation": 3, "licensing": 2,
}  # fmt: skip
CONDUCT_KINDS = ("alliance", "informal", "knowledge", "personnel-mobility", "research", "supply")
"""Kinds of tie whose basis says how parties behave (``icl:showsConduct``)."""
TIE_BASES: dict[str, Weights] = {
    "supply": {"contract": 41, "political": 4}, "ownership": {"equity": 39},
    "financing": {"political": 28, "equity": 18, "contract": 5, "trust": 1},
    "governance": {"political": 16, "contract": 3, "equity": 1},
    "coalition": {"political": 12, "contract": 1, "trust": 1},
    "membership": {"political": 10, "contract": 9, "trust": 4},
    "merger": {"equity": 10, "political": 3, "contract": 1}, "tenancy": {"contract": 8},
    "informal": {"trust": 7, "political": 2}, "knowledge": {"contract": 7},
    "board": {"political": 5}, "research": {"contract": 4}, "joint-venture": {"equity": 2},
    "conflict": {"contract": 2, "political": 1}, "licensing": {"contract": 2},
    "alliance": {"contract": 1, "political": 1}, "personnel-mobility": {"contract": 1},
}  # fmt: skip
BOTH_NATURES = ("conflict", "financing", "research")
"""Kinds of tie that may stand or happen, so that a coder says which."""
YEARS_OF_TIES: Weights = {
    "start": 206, "start end": 108, "first last": 86, "": 36, "last": 29, "first": 23,
    "start last": 14,
}  # fmt: skip
YEARS_OF_PRESENCES: Weights = {
    "start": 64, "start end": 36, "first last": 31, "": 14, "last": 5, "start last": 5,
    "first": 4, "end": 1,
}  # fmt: skip

FUNCTIONS: dict[str, Weights] = {
    "university": {"research": 12, "education": 11}, "research-institute": {"research": 10,
    "real-service": 2, "brokerage": 1}, "association": {"representation": 7, "research": 1,
    "brokerage": 1, "real-service": 1}, "forum": {"brokerage": 5}, "union": {"representation": 4},
    "network": {"brokerage": 4, "real-service": 1}, "venture-capital": {"finance": 4},
    "chamber": {"representation": 3}, "development-agency": {"programme": 3, "brokerage": 2,
    "real-service": 1}, "cartel": {"regulation": 3}, "consortium": {"research": 3, "finance": 1},
    "government-regional": {"programme": 3, "regulation": 2, "finance": 1}, "bank": {"finance": 2},
    "school": {"education": 2}, "incubator": {"real-service": 2, "education": 1},
    "science-park": {"transfer": 2, "real-service": 1}, "public-fund": {"finance": 2,
    "programme": 1}, "transfer-centre": {"transfer": 1}, "real-service-centre": {"real-service": 1},
    "government-national": {"finance": 1, "programme": 1}, "government-local": {"programme": 1},
    "hospital": {"research": 1}, "regulator": {"regulation": 1},
}  # fmt: skip
"""What a body does, by its kind; kinds that are no institution are absent."""
FORMS: Weights = {"programme": 23, "law": 15, "agreement": 14, "norm": 10}
"""Forms of institutions that are no actors."""
FORM_FUNCTIONS = {"programme": "programme", "law": "regulation", "agreement": "regulation"}

EVENT_TYPES: Weights = {
    "policy": 54, "founding": 30, "decision": 26, "restructuring": 15, "local-effect": 14,
    "conflict": 10, "entry": 7, "exit": 7, "spin-off": 4,
}  # fmt: skip
RESPONDING = ("policy", "founding", "decision", "restructuring", "entry")
"""Types of event that may answer a shock (``icl:canRespond``)."""
PARTICIPANTS: Weights = {"1": 59, "2": 53, "0": 19, "3": 13, "4": 10, "5": 6, "6": 5}
OBSERVABLES: Weights = {
    "newPartner": 58, "protectsIncumbents": 45, "newTechnology": 32, "newMarket": 31,
    "extendsLine": 12,
}  # fmt: skip

CONFIDENCES: Weights = {"explicit": 1902, "inferred": 138, "uncertain": 65}
CLAIMS: Weights = {"1": 1040, "2": 382, "3": 91, "4": 20}
"""How many claims stand behind a statement."""
UNCERTAIN_FIELDS: Weights = {"kind": 21, "start": 11, "second": 6, "end": 5, "first": 4}
COUNTRIES: Weights = {"US": 73, "FI": 67, "DE": 59, "CH": 58, "NO": 3, "JP": 2, "FR": 1, "SE": 1}
