"""The faults of a folder of tables, collected so that a coder meets all of them at once."""

from collections.abc import Iterable
from difflib import get_close_matches

from kg.errors import TableError


class Faults:
    """One message a fault, each with its place as a spreadsheet shows it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, str]] = []

    def add(self, file: str, row: int, column: str, message: str) -> None:
        """Note a fault; ``row`` 0 means the file as a whole, an empty column the whole row.

        >>> faults = Faults()
        >>> faults.add("ties.csv", 7, "kind", "is empty")
        >>> faults.messages()
        ['ties.csv, row 7, column kind: is empty']
        """
        place = file + (f", row {row}" if row else "") + (f", column {column}" if column else "")
        self.found.append((file, row, f"{place}: {message}"))

    def messages(self) -> list[str]:
        """Give the messages, file by file and row by row, each once."""
        ordered = sorted(self.found, key=lambda fault: fault[:2])
        return list(dict.fromkeys(message for _, _, message in ordered))

    def raise_any(self) -> None:
        """Raise what was found.

        :raises TableError: if there is any fault.
        """
        if self.found:
            raise TableError(self.messages())


def suggest(word: str, known: Iterable[str]) -> str:
    """Give the known word nearest to a mistyped one, as the end of a message, or nothing.

    >>> suggest("suply", ["supply", "board"])
    " (did you mean 'supply'?)"
    >>> suggest("xyz", ["supply", "board"])
    ''
    """
    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7)
    return f" (did you mean '{by_lower[near[0]]}'?)" if near else ""


def offer(words: Iterable[str], most: int = 40) -> str:
    """List the words that would be right, cut where the list is too long to read.

    >>> offer(["open", "closed"]), offer(["a", "b", "c"], most=2)
    ('open, closed', 'a, b, … (3 in all)')
    """
    listed = list(words)
    if len(listed) <= most:
        return ", ".join(listed)
    return ", ".join(listed[:most]) + f", … ({len(listed)} in all)"
