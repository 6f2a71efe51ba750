"""Export: the graph in the forms that other programs read.

Takes a store that was opened under a profile and gives text: a data set for QCA, networks for Gephi
and its like, flat tables for spreadsheets. Nothing in it concludes anything new.
"""

from kg.export.flat import export_csv
from kg.export.network import export_network
from kg.export.qca import export_qca

__all__ = ["export_csv", "export_network", "export_qca"]
