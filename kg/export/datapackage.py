"""The description of a folder of tables that Frictionless programs read.

Source: Frictionless Data, Data Package and Table Schema, version 1.
"""

import json
from collections.abc import Sequence

from kg import __version__
from kg.export.writing import Table

_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def render_datapackage(tables: Sequence[Table], profile: str) -> str:
    """Render the descriptor of tables that lie beside it as CSV."""
    package = {
        "profile": "tabular-data-package",
        "name": "innocluster",
        "title": "innocluster: measures, verdicts and ties of innovation clusters",
        "description": f"Worked out under profile {profile}. An empty cell is a missing value.",
        "version": __version__,
        "licenses": [_LICENCE],
        "resources": [_describe(table) for table in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _describe(table: Table) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [{"name": c.name, "type": c.kind, "description": c.said} for c in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
        "schema": schema,
    }
