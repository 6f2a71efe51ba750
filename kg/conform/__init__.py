"""Conform: what the ontology and the data are held to, and a report of every fault.

Takes files, triples or a store, gives faults as values; nothing is changed.
:mod:`kg.conform.shapes` validates files and builds against the SHACL shapes,
:mod:`kg.conform.hygiene` runs the queries of ``queries/checks``, :mod:`kg.conform.owl` asks the OWL
API and HermiT.
"""

from kg.conform.faults import Fault, render_fault
from kg.conform.hygiene import Violation, find_violations, read_checks
from kg.conform.owl import Consistency, check_consistency, find_profile_violations
from kg.conform.quick import conforms
from kg.conform.shapes import check, find_faults, find_inferred_faults

__all__ = [
    "Consistency",
    "Fault",
    "Violation",
    "check",
    "check_consistency",
    "conforms",
    "find_faults",
    "find_inferred_faults",
    "find_profile_violations",
    "find_violations",
    "read_checks",
    "render_fault",
]
