"""Characters and industries: what sets made-up clusters apart, so that verdicts differ.

The proportions of :mod:`kg.bench.counts` are averages of four cases that are unlike each other. A
made-up cluster leans one way; about every sixth leans alike. No lean is fitted to a threshold of a
profile: it says which way a cluster leans, and the draw decides how far.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Character:
    """How a cluster leans: shares from 0 to 1, unless it says otherwise."""

    name: str
    korean: str
    outside: float = 0.38
    """Ties to a party outside; the real share."""
    across: float = 0.3
    """Ties drawn between different spheres whatever their kind asks for."""
    trust: float = 0.12
    """Ties of conduct whose basis is told to be trust."""
    rivalry: float = 0.12
    """Coded valences that are competitive or conflict; the real share."""
    exclusive: float = 0.07
    """Ties told to be exclusive; the real share."""
    shuts: float = 0.5
    """Bodies whose admission is closed; the real share."""
    explores: float = 0.3
    """Observables of newness that are answered with yes; the real share is 0.2 to 0.25."""
    protects: float = 0.4
    """Policies told to protect incumbents; the real share."""
    repeats: float = 0.72
    """Told contacts that are repeated; the real share."""
    steered: float = 0.65
    """Governance ties that a government steers."""
    institutions: float = 1.0
    """Institutions, as a multiple of the usual number."""
    coded: float = 1.0
    """Basis, valence and observables that are told, as a multiple of the real share."""
    hub: float = 0.8
    """How unequal parties are: the exponent of their weights by rank."""
    roster: str = "illustrative"


CHARACTERS = (
    Character("open", "열린", outside=0.6, across=0.5, trust=0.4, shuts=0.1, explores=0.7),
    Character(
        "closed", "닫힌", outside=0.08, trust=0.85, exclusive=0.35, shuts=0.95, explores=0.05,
        protects=0.9, repeats=0.95, coded=1.8, hub=1.6,
    ),
    Character("thin", "엷은", outside=0.5, institutions=0.2, coded=0.8, explores=0.2),
    Character(
        "scattered", "흩어진", across=0.02, trust=0.02, rivalry=0.8, coded=1.8, hub=0.2,
        explores=0.4, roster="complete-roster",
    ),
    Character(
        "steered", "이끌린", steered=0.95, across=0.5, shuts=0.7, protects=0.8, explores=0.1,
        coded=1.5,
    ),
    Character(
        "crowded", "붐비는", institutions=1.8, rivalry=0.5, exclusive=0.2, coded=1.6, explores=0.15,
        hub=1.2, roster="sample",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Industry:
    """A line of industry with its branches, and the year in which it was shocked last."""

    name: str
    korean: str
    branches: tuple[str, ...]
    turn: int


INDUSTRIES = (
    Industry("instruments", "계측기", ("2651", "2611", "2562", "2652"), 1975),
    Industry("iron and steel", "철강", ("2410", "0510", "2891", "3511"), 1970),
    Industry("communication equipment", "통신 장비", ("2630", "2611", "2612", "6201"), 1991),
    Industry("software", "소프트웨어", ("6201", "5829", "6311", "6312"), 2000),
    Industry("knitwear", "편직물", ("1439", "1391", "1330", "2894"), 1985),
    Industry("ceramic tiles", "타일", ("2331", "2341", "2899", "2320"), 1979),
    Industry("machine tools", "공작기계", ("2841", "2562", "2849", "3320"), 1973),
    Industry("ships' equipment", "조선 기자재", ("3011", "2811", "3315", "2651"), 1986),
    Industry("footwear", "신발", ("1520", "1511", "1512", "2219"), 1982),
    Industry("biotechnology", "생명공학", ("7211", "2110", "2120", "3250"), 2001),
    Industry("furniture", "가구", ("3109", "1621", "1629", "3101"), 1993),
    Industry("cutlery", "날붙이", ("2571", "2573", "2561", "2599"), 1967),
)
"""Every cluster has one of these, in turn; what shocks an industry hits all its clusters."""
SHOCK_BEFORE = 14
"""Years from the earlier shock of an industry to the one at which the second snapshot opens."""
