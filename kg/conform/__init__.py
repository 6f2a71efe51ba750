"""Conform: what the ontology and the data are held to, and a report of every fault.

Takes files or a store, gives faults as values; nothing is changed. :mod:`kg.conform.hygiene` runs
the queries of ``queries/checks``, :mod:`kg.conform.owl` asks the OWL API and HermiT.
"""

from kg.conform.hygiene import Violation, find_violations, read_checks
from kg.conform.owl import Consistency, check_consistency, find_profile_violations

__all__ = [
    "Consistency",
    "Violation",
    "check_consistency",
    "find_profile_violations",
    "find_violations",
    "read_checks",
]
