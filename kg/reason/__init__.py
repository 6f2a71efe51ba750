"""Reason: the closure of the ontology over the data, and the rules, compiled and run by strata.

Takes triples, gives new triples; nothing is edited in place. Rules are SHACL-AF ``sh:SPARQLRule``
in Turtle. Each is compiled once to one set-at-a-time CONSTRUCT query; :mod:`kg.reason.reference`
runs the same rules by pySHACL, one focus node at a time, and the two must agree.
"""

from kg.reason.closure import infer_closure
from kg.reason.execute import run_rules
from kg.reason.rules import Rule, read_rules
from kg.reason.strata import Stratum, build_strata

__all__ = ["Rule", "Stratum", "build_strata", "infer_closure", "read_rules", "run_rules"]
