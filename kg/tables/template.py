"""The blank template: every table with its header alone, and a README on how to fill them."""

from pathlib import Path

from kg.resources import ontology_dir
from kg.tables.exporting import refuse_present, render_csv
from kg.tables.locators import FORMS
from kg.tables.schema import REQUIRED, TABLES, CellKind, Column, Table
from kg.tables.words import WordLists, read_word_lists
from kg.tables.writing import write_all

_KINDS: dict[CellKind, str] = {
    "id": "a key: letters, digits, hyphens, points",
    "text": "text",
    "texts": "texts, separated by ;",
    "text-en": "English text",
    "text-ko": "Korean text",
    "word": "one word of the list {scheme}",
    "words": "words of the list {scheme}, separated by ;",
    "ref": "one key of {target}",
    "refs": "keys of {target}, separated by ;",
    "year": "a year: 1926, c.1926 or 1960/1969",
    "yes-no": "yes, no or empty",
    "codes": "codes of four digits, separated by ;",
    "country": "two capital letters",
}

_OPENING = f"""\
# The tables of a case

A case is a folder of CSV files, one a table. Fill them in a spreadsheet and save them as *CSV
UTF-8*, with commas between the cells. The first line of each file is its header; leave it as it is.
A row is one thing; a cell is empty where your sources do not tell. Empty is normal: a guess is a
fault that nobody can find later.

Wherever a cell holds several entries, they are separated by a semicolon (;). Order does not count,
except that locators follow the order of their sources.

## Order of work

1. **territory**: the clusters of the case, their districts, and the branches of their line.
2. **sources**: everything you cite. Then **actors**, and **memberships** for those inside.
3. **ties**, **institutions** and **bodies**; **shocks** first and then **events**; **absences**.
4. **rosters**: how you gathered the ties and the institutions. **snapshots**: the intervals to be
   diagnosed, cut before you look at any result.
5. Last, and best by somebody else: **stages**, **assessments** and **contestations**, which hold
   what authors conclude. No measure and no rule reads them.

A folder with evidence needs these tables, be it with their header alone: {", ".join(REQUIRED)}.
A folder may also hold stages, assessments, contestations or sources alone: the evidence that is
imported already stays as it is then. A table that you leave out and that has rows from an earlier
import is reported.

## Commands

```console
$ kg import FOLDER --case SLUG --into data    # the tables to Turtle: all of them, or none
$ kg check                                    # does the whole conform?
$ kg diagnose                                 # what follows from it
$ kg export tables                            # a case back to a folder of tables
```

The import names every fault with its table, row and column, and writes nothing until there is none.
Row 1 is the header, as a spreadsheet counts.

## Evidence

Most tables end with the same columns: who says it (**source**), where (**locator**), what the
source says in your words (**paraphrase**), and how firmly (**confidence**). A locator has one or
more of these forms: {FORMS}.
Each source of a row becomes a claim of its own with the same paraphrase.
"""


def write_template(folder: Path) -> list[Path]:
    """Write a blank table of each kind, and a README that explains every column and word.

    :returns: the files written.
    :raises KgError: if the folder holds one of the files already, or cannot be written.
    """
    texts = {folder / f"{table.name}.csv": render_csv(table, []) for table in TABLES}
    lists = read_word_lists(ontology_dir() / "schemes")
    texts[folder / "README.md"] = render_readme(lists)
    refuse_present(list(texts))
    return write_all(texts)


def render_readme(lists: WordLists) -> str:
    """Explain the tables, their columns and the words that each may hold."""
    parts = [_OPENING]
    parts += [_render_table(table) for table in TABLES]
    schemes: dict[str, None] = {}
    for table in TABLES:
        for column in table.columns:
            schemes |= dict.fromkeys(column.scheme.split("|") if column.scheme else [])
    parts.append("## Word lists\n\nA word outside its list is a fault.\n")
    parts += [_render_list(scheme, lists) for scheme in schemes]
    return "\n".join(parts)


def _render_table(table: Table) -> str:
    lines = [f"## {table.name}.csv", "", table.help, ""]
    lines += ["| column | what it holds | a cell is | required |", "|---|---|---|---|"]
    lines += [
        f"| {column.name} | {_escape(column.help)} | {_escape(_name_kind(column))} "
        f"| {'yes' if column.required else ''} |"
        for column in table.columns
    ]
    return "\n".join(lines) + "\n"


def _name_kind(column: Column) -> str:
    files = [
        f"{table.name}.csv"
        for kind in column.target.split("|")
        for table in TABLES
        if table.iri_type == ("territory" if kind == "cluster" else kind)
    ]
    schemes = " or ".join(column.scheme.split("|"))
    return _KINDS[column.kind].format(scheme=schemes, target=" or ".join(files))


def _render_list(scheme: str, lists: WordLists) -> str:
    lines = [f"### {scheme}", "", "| word | meaning |", "|---|---|"]
    for word in lists.words(scheme):
        known = lists.find(scheme, word)
        lines.append(f"| {word} | {_escape(known.definition if known else '')} |")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")
