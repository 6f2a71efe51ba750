"""The closed word lists of the tables, read from the schemes of the ontology."""

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.namespaces import PREFIXES
from kg.read import read_turtle
from kg.tables.facts import Facts, name_property

_SCHEME = PREFIXES["scheme"]
_CONCEPT = NamedNode(PREFIXES["skos"] + "Concept")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


@dataclass(frozen=True)
class Word:
    """One allowed word: its concept, what it means, and what the ontology says of it."""

    word: str
    concept: NamedNode
    definition: str
    natures: tuple[str, ...]
    can_respond: bool


class WordLists:
    """The words of every scheme; a list named ``a|b`` holds the words of both, ``a`` first."""

    def __init__(self, lists: dict[str, dict[str, Word]]) -> None:
        self._lists = lists

    def words(self, scheme: str) -> list[str]:
        """Give the words of a list; none for a list that does not exist."""
        names = scheme.split("|")
        return list(dict.fromkeys(word for name in names for word in self._lists.get(name, {})))

    def find(self, scheme: str, word: str) -> Word | None:
        """Give what is known of a word in the first list that has it."""
        for name in scheme.split("|"):
            found = self._lists.get(name, {}).get(word)
            if found:
                return found
        return None


def read_word_lists(folder: Path) -> WordLists:
    """Read the schemes of a folder, one a file; the word is the last segment of the concept's IRI.

    :raises SourceError: if one of them is not Turtle.
    """
    lists: dict[str, dict[str, Word]] = {}
    for path in sorted(folder.glob("*.ttl")):
        facts = Facts(read_turtle(path))
        found = [
            (_display_order(facts, node), node.value.removeprefix(_SCHEME).split("/"), node)
            for node in facts
            if _CONCEPT in facts.values(node, _TYPE) and node.value.startswith(_SCHEME)
        ]
        for _, (scheme, word), node in sorted(found, key=lambda each: each[:2]):
            lists.setdefault(scheme, {})[word] = _read_word(facts, word, node)
    return WordLists(lists)


def _display_order(facts: Facts, node: NamedNode) -> int:
    return int(facts.text(node, name_property("displayOrder")) or 0)


def _read_word(facts: Facts, word: str, node: NamedNode) -> Word:
    natures = facts.nodes(node, name_property("kindNature"))
    responds = facts.values(node, name_property("canRespond"))
    return Word(
        word,
        node,
        facts.text(node, name_property("skos:definition"), "en"),
        tuple(sorted(nature.value.rpartition("/")[2] for nature in natures)),
        any(isinstance(each, Literal) and each.value == "true" for each in responds),
    )
