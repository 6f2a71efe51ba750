"""Tables: a case as a folder of CSV files, for coders who work in a spreadsheet.

The import takes such a folder and gives the Turtle files of the case, or every fault it found; the
export takes these files and gives the folder back. What a table, a column and a cell may be stands
in one place, :mod:`kg.tables.schema`, from which the blank template is written too.
"""

from kg.tables.exporting import export_tables
from kg.tables.importing import import_tables
from kg.tables.template import write_template

__all__ = ["export_tables", "import_tables", "write_template"]
