"""Report: pages for people, made from a build: a case on one page, and what the whole lacks.

Takes stores, one a profile, and gives Markdown; nothing in it is written by hand.
"""

from kg.report.writing import render_report, write_report

__all__ = ["render_report", "write_report"]
