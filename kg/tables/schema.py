"""The tables of a case: which columns each has, what a cell may hold, and what it becomes in RDF.

This is the single description from which the import, the export, the blank template and its README
are made. A table gives nodes of one class; a column gives the triples of one property.
"""

from dataclasses import dataclass
from typing import Literal

CellKind = Literal[
    "id",
    "text",
    "texts",
    "text-en",
    "text-ko",
    "word",
    "words",
    "ref",
    "refs",
    "year",
    "yes-no",
    "codes",
    "country",
]
Part = Literal["evidence", "sources", "shocks", "stages", "assessments"]


@dataclass(frozen=True)
class Column:
    """One column: its header, what a cell holds, the property it becomes and how to fill it."""

    name: str
    kind: CellKind
    help: str
    property: str = ""
    """Local name in ``icl:``, or with its prefix; empty if the column means more than one."""
    required: bool = False
    scheme: str = ""
    """The word list of a ``word`` or ``words`` column."""
    target: str = ""
    """The IRI type (or types, separated by ``|``) that a ``ref`` or ``refs`` column points to."""


@dataclass(frozen=True)
class Table:
    """One table: its file name, what a row is, the class of its nodes and its columns."""

    name: str
    part: Part
    rdf_class: str
    iri_type: str
    help: str
    columns: tuple[Column, ...]
    claim_class: str = "ObservationClaim"
    """The class of the claims behind a row; empty for rows that are not evidence."""

    def column(self, name: str) -> Column | None:
        """Give the column of that header, or ``None``."""
        return next((c for c in self.columns if c.name == name), None)


YEAR_HELP = (
    "a year (1926), a year at about (c.1926) or an interval in which it falls "
    "(1960/1969); empty if not told"
)

EVIDENCE: tuple[Column, ...] = (
    Column(
        "confidence",
        "word",
        "how firmly the source says it; empty means explicit",
        "confidence",
        scheme="confidence",
    ),
    Column(
        "source",
        "refs",
        "the sources that say it, separated by ;",
        "source",
        required=True,
        target="source",
    ),
    Column(
        "locator",
        "text",
        (
            "where in each source, in the order of the sources, separated by ; (p. 12, "
            "pp. 3-5, s. 4 para. 3, s. Name of the section, fig. 2, table 1); empty where"
            " the source is one short page, whose address is then the locator"
        ),
    ),
    Column(
        "paraphrase",
        "text-en",
        "what the source says, in one sentence of your own words",
        "paraphrase",
        required=True,
    ),
    Column("paraphrase_ko", "text-ko", "the same in Korean, if you have it", "paraphrase"),
    Column(
        "reported_via",
        "ref",
        "the source through which it is known at second hand",
        "reportedVia",
        target="source",
    ),
    Column(
        "uncertain",
        "texts",
        "columns of this row whose content is uncertain, separated by ;",
        "uncertainField",
    ),
    Column(
        "row",
        "texts",
        (
            "the row or rows of your notes this rests on, several separated by "
            "semicolons; rows with the same entry are one piece of evidence. Empty: the "
            "id without its last point and what follows"
        ),
        "evidenceRow",
    ),
    Column("note", "text-en", "anything a later reader should know", "skos:note"),
)

ID = Column(
    "id",
    "id",
    "your key for the row: letters, digits, hyphens and points; unique in the table",
    "skos:notation",
    required=True,
)
CLUSTER = Column(
    "cluster",
    "ref",
    "the cluster it belongs to: an id of item cluster in territory.csv",
    "cluster",
    required=True,
    target="cluster",
)
START = Column("start", "year", "first year: " + YEAR_HELP, "startYear")
END = Column("end", "year", "last year: " + YEAR_HELP + " or if it goes on", "endYear")
FIRST_ATTESTED = Column(
    "first_attested",
    "year",
    "first year in which it is attested, where its start is not told: " + YEAR_HELP,
    "firstAttestedYear",
)
LAST_ATTESTED = Column(
    "last_attested",
    "year",
    "last year in which it is attested, where its end is not told: " + YEAR_HELP,
    "lastAttestedYear",
)

TABLES: tuple[Table, ...] = (
    Table(
        "territory",
        "evidence",
        "TerritoryItem",
        "territory",
        (
            "The clusters of the case, one row of item cluster each (its id becomes the "
            "cluster's address), then one row for each district inside the boundary and "
            "each branch of the line of industry."
        ),
        (
            Column(
                "id",
                "id",
                ("key of the row; for item cluster the slug of the cluster (jura-watchmaking)"),
                "skos:notation",
                required=True,
            ),
            Column(
                "item",
                "word",
                "what the row states",
                "territoryItem",
                required=True,
                scheme="territory-item",
            ),
            Column(
                "cluster",
                "ref",
                "the cluster a district or branch belongs to; empty for item cluster",
                "cluster",
                target="cluster",
            ),
            Column("name_en", "text-en", "English name", "rdfs:label", required=True),
            Column("name_ko", "text-ko", "Korean name, required for item cluster", "rdfs:label"),
            Column(
                "description_en",
                "text-en",
                "item cluster: one sentence on what it is",
                "dcterms:description",
            ),
            Column(
                "description_ko",
                "text-ko",
                "item cluster: the same in Korean",
                "dcterms:description",
            ),
            Column(
                "identifier",
                "text",
                (
                    "district: an identifier with its scheme (nuts:CH024, "
                    "geonames:2660076); item cluster: ISO 3166 alpha-2 country code"
                ),
                "identifier",
            ),
            Column(
                "branch",
                "codes",
                (
                    "branch: four-digit NACE Rev. 2 code without the point (2652); "
                    "several separated by ;"
                ),
                "branch",
            ),
            Column(
                "start",
                "year",
                (
                    "branch: the year from which it belongs to the line (the first "
                    "snapshot's start for those present then, else that of its first "
                    "dated row)"
                ),
                "startYear",
            ),
            *EVIDENCE,
        ),
    ),
    Table(
        "sources",
        "sources",
        "Source",
        "source",
        "Every source that another table cites, one row each.",
        (
            Column(
                "id",
                "id",
                "key of the source, used in the source columns (ju-s05)",
                "skos:notation",
                required=True,
            ),
            Column("title", "text", "title as it stands", "dcterms:title", required=True),
            Column(
                "authors",
                "text",
                "authors in the order of the title page, separated by ;",
                "authorList",
            ),
            Column("year", "year", "year of publication", "publicationYear"),
            Column("address", "text", "web address or bibliographic reference", "address"),
            Column(
                "extent",
                "word",
                "how much of it was read; empty if not told",
                "extentRead",
                scheme="extent-read",
            ),
            Column(
                "rests_on",
                "refs",
                "sources that this one only repeats (a mirror, a second-hand report)",
                "restsOn",
                target="source",
            ),
            Column("row", "text", "key of the source in your notes", "sourceRow"),
            Column("note", "text-en", "anything a later reader should know", "skos:note"),
        ),
        claim_class="",
    ),
    Table(
        "actors",
        "evidence",
        "Actor",
        "actor",
        (
            "Organisations, and groups of them that the sources speak of as one party. "
            "Those inside the cluster also get a row in memberships.csv; one without a "
            "membership counts as outside if its place is filled, and as unknown if not."
        ),
        (
            Column(
                "id",
                "id",
                (
                    "slug of the name, in small letters, digits and hyphens, the same in "
                    "every case (ebauches-sa)"
                ),
                required=True,
            ),
            Column("name", "text", "name as the sources have it", "rdfs:label", required=True),
            Column("name_ko", "text-ko", "Korean name, only where a source has one", "rdfs:label"),
            Column("other_names", "texts", "other names, separated by ;", "skos:altLabel"),
            Column("kind", "word", "what it is", "actorKind", required=True, scheme="actor-kind"),
            Column(
                "collective",
                "yes-no",
                "yes for a group spoken of as one party; empty means no",
                "collective",
            ),
            Column("branch", "codes", "four-digit NACE Rev. 2 codes, separated by ;", "branch"),
            Column("founded", "year", YEAR_HELP, "foundedYear"),
            Column("dissolved", "year", YEAR_HELP, "dissolvedYear"),
            Column("place", "text", "place of the seat or site the rows speak of", "place"),
            Column("country", "country", "ISO 3166 alpha-2 code of that place", "country"),
            Column(
                "own_rd", "yes-no", "suppliers: has its own research and development", "ownResearch"
            ),
            Column(
                "own_marketing",
                "yes-no",
                "suppliers: sells under its own name or through its own marketing",
                "ownMarketing",
            ),
            *EVIDENCE,
        ),
    ),
    Table(
        "memberships",
        "evidence",
        "ClusterMembership",
        "membership",
        (
            "Which actors are members of which cluster, and when. Years empty: through "
            "all snapshots, within the years in which the actor exists."
        ),
        (
            ID,
            Column("actor", "ref", "an id of actors.csv", "member", required=True, target="actor"),
            CLUSTER,
            START,
            END,
            *EVIDENCE,
        ),
    ),
    Table(
        "bodies",
        "evidence",
        "BodyAdmission",
        "admission",
        (
            "Associations, forums, parks, programmes, consortia and cartels that one can "
            "join: who is let in. Years only where the rule of admission changed."
        ),
        (
            ID,
            Column("actor", "ref", "an id of actors.csv", "body", required=True, target="actor"),
            CLUSTER,
            Column(
                "admission",
                "word",
                "open or closed to those who come later",
                "admission",
                required=True,
                scheme="admission",
            ),
            START,
            END,
            *EVIDENCE,
        ),
    ),
    Table(
        "ties",
        "evidence",
        "Tie",
        "tie",
        (
            "One relation of one kind between two named parties. Several parties in one "
            "source row: one row a pair, all with the same entry in row."
        ),
        (
            ID,
            Column(
                "first",
                "ref",
                "first party: an id of actors.csv (for the order see the kind)",
                "firstParty",
                required=True,
                target="actor",
            ),
            Column("second", "ref", "second party", "secondParty", required=True, target="actor"),
            Column(
                "kind", "word", "what the relation is", "tieKind", required=True, scheme="tie-kind"
            ),
            Column(
                "nature",
                "word",
                (
                    "standing or happening; only for kinds that may be either (research, "
                    "financing, conflict): empty takes the kind's default"
                ),
                "tieNature",
                scheme="tie-nature",
            ),
            Column(
                "basis",
                "words",
                "what the relation rests on, several separated by ;",
                "tieBasis",
                scheme="tie-basis",
            ),
            Column(
                "valence",
                "word",
                "cooperative, competitive or conflict; empty if not told",
                "valence",
                scheme="valence",
            ),
            Column("repeated", "yes-no", "repeated contact; empty if not told", "repeatedContact"),
            Column(
                "exclusive",
                "yes-no",
                "others are kept out of this relation; empty if not told",
                "exclusive",
            ),
            START,
            END,
            FIRST_ATTESTED,
            LAST_ATTESTED,
            *EVIDENCE,
        ),
    ),
    Table(
        "institutions",
        "evidence",
        "InstitutionPresence",
        "presence",
        "Institutions, norms and programmes at work in the cluster, and when.",
        (
            ID,
            Column(
                "actor",
                "ref",
                "the actor, if the institution is one of actors.csv",
                "institution",
                target="actor",
            ),
            Column(
                "name",
                "text",
                "its name, if it is not an actor (a law, an agreement, a programme)",
                "rdfs:label",
            ),
            Column("name_ko", "text-ko", "Korean name, if there is one", "rdfs:label"),
            Column(
                "form",
                "word",
                "what it is",
                "institutionForm",
                required=True,
                scheme="institution-form",
            ),
            CLUSTER,
            Column(
                "functions",
                "words",
                (
                    "what it does for the cluster, several separated by ; (empty for "
                    "norms that do none of these)"
                ),
                "function",
                scheme="institution-function",
            ),
            Column(
                "bars_entry",
                "yes-no",
                "laws and agreements: it bars entry (yes), or opens it (no)",
                "barsEntry",
            ),
            START,
            END,
            FIRST_ATTESTED,
            LAST_ATTESTED,
            *EVIDENCE,
        ),
    ),
    Table(
        "shocks",
        "shocks",
        "IndustryShock",
        "shock",
        ("Adverse shocks of an industry, which hit every cluster of that industry alive then."),
        (
            Column("id", "id", "slug of the shock (watchmaking-quartz)", required=True),
            Column("name_en", "text-en", "English name", "rdfs:label", required=True),
            Column("name_ko", "text-ko", "Korean name", "rdfs:label", required=True),
            Column("industry", "text", "name of the industry", "industry", required=True),
            Column(
                "branch",
                "codes",
                "four-digit NACE Rev. 2 codes of the industry, separated by ;",
                "branch",
                required=True,
            ),
            Column(
                "cluster",
                "refs",
                (
                    "only for the shock of one dominant firm that sources call the "
                    "region's: the cluster it hits"
                ),
                "shockOf",
                target="cluster",
            ),
            Column("start", "year", YEAR_HELP, "startYear", required=True),
            END,
            *EVIDENCE,
        ),
    ),
    Table(
        "events",
        "evidence",
        "Event",
        "event",
        "Dated facts, one row a fact however many of your notes tell it.",
        (
            ID,
            Column("name_en", "text-en", "English name of the event", "rdfs:label", required=True),
            Column("name_ko", "text-ko", "Korean name of the event", "rdfs:label"),
            Column(
                "type", "word", "what happened", "eventType", required=True, scheme="event-type"
            ),
            CLUSTER,
            Column(
                "participants",
                "refs",
                "the actors that took part, separated by ;",
                "participant",
                target="actor",
            ),
            START,
            END,
            Column("new_technology", "yes-no", "a technology new to the cluster", "newTechnology"),
            Column("new_market", "yes-no", "a product or market new to the cluster", "newMarket"),
            Column(
                "new_partner",
                "yes-no",
                "a new partner from outside that brings technology, products or markets",
                "newPartner",
            ),
            Column("extension", "yes-no", "extends the existing line", "extendsLine"),
            Column(
                "protection", "yes-no", "protects or subsidises incumbents", "protectsIncumbents"
            ),
            Column(
                "response_to",
                "ref",
                "the shock it answers, only where a source says so",
                "responseTo",
                target="shock",
            ),
            Column(
                "effect_of",
                "ref",
                "local-effect: the listed shock it is the effect of",
                "effectOf",
                target="shock",
            ),
            *EVIDENCE,
        ),
    ),
    Table(
        "snapshots",
        "evidence",
        "ClusterSnapshot",
        "snapshot",
        ("The intervals in which the cluster is diagnosed. Both years belong to a snapshot."),
        (
            Column(
                "cluster",
                "ref",
                "an id of item cluster in territory.csv",
                "snapshotOf",
                required=True,
                target="cluster",
            ),
            Column("start", "year", "first year", "startYear", required=True),
            Column("end", "year", "last year", "endYear", required=True),
            Column("reason_en", "text-en", "why the cut is here", "reason", required=True),
            Column("reason_ko", "text-ko", "the same in Korean", "reason"),
            Column(
                "source",
                "refs",
                "sources of the turning point, separated by ;",
                "reasonSource",
                target="source",
            ),
        ),
        claim_class="",
    ),
    Table(
        "rosters",
        "evidence",
        "Roster",
        "roster",
        "How the ties and the institutions of a cluster were gathered.",
        (
            ID,
            Column(
                "set",
                "word",
                "ties or institutions",
                "rosterOf",
                required=True,
                scheme="roster-set",
            ),
            CLUSTER,
            Column(
                "kind",
                "word",
                "how the set was gathered",
                "rosterKind",
                required=True,
                scheme="roster-kind",
            ),
            START,
            END,
            Column("searched_en", "text-en", "what was searched", "searched", required=True),
            Column("searched_ko", "text-ko", "the same in Korean", "searched"),
            Column(
                "source",
                "refs",
                "the sources that were searched or the published list, separated by ;",
                "searchedSource",
                target="source",
            ),
        ),
        claim_class="",
    ),
    Table(
        "absences",
        "evidence",
        "Absence",
        "absence",
        "What a source says there was not. A gap in your notes is no absence.",
        (
            ID,
            CLUSTER,
            Column(
                "function",
                "words",
                "institution functions that no institution fulfilled",
                "absentFunction",
                required=True,
                scheme="institution-function",
            ),
            Column("start", "year", "first year", "startYear", required=True),
            Column("end", "year", "last year", "endYear", required=True),
            Column(
                "searched_en",
                "text-en",
                "what the source searched or surveyed",
                "searched",
                required=True,
            ),
            *EVIDENCE,
        ),
        claim_class="AbsenceClaim",
    ),
    Table(
        "stages",
        "stages",
        "StageClaimPeriod",
        "stage-claim",
        "Life-cycle stages as an author names them.",
        (
            ID,
            CLUSTER,
            Column("stage", "word", "the stage", "stage", required=True, scheme="lifecycle-stage"),
            START,
            END,
            Column(
                "claimant",
                "text",
                "who says so; curator for a compiler's own reading",
                "claimant",
                required=True,
            ),
            *EVIDENCE,
        ),
        claim_class="InterpretiveClaim",
    ),
    Table(
        "assessments",
        "assessments",
        "AuthorAssessment",
        "assessment",
        (
            "Judgements of authors: constraints, forms of social capital, causes. "
            "Compared with diagnoses, never read by them."
        ),
        (
            ID,
            CLUSTER,
            START,
            END,
            Column(
                "subject",
                "word",
                "the constraint or form of social capital judged",
                "assessedConcept",
                required=True,
                scheme="constraint|social-capital-type|assessment-topic",
            ),
            Column(
                "judgement",
                "word",
                "affirms or denies it",
                "judgement",
                required=True,
                scheme="judgement",
            ),
            Column(
                "claimant",
                "text",
                "who says so; curator for a compiler's own reading",
                "claimant",
                required=True,
            ),
            *EVIDENCE,
        ),
        claim_class="InterpretiveClaim",
    ),
    Table(
        "contestations",
        "assessments",
        "ContestedPosition",
        "position",
        "Disputed questions, one row a position taken; rows of one dispute share its key.",
        (
            ID,
            Column("dispute", "id", "key of the dispute", "dispute", required=True),
            CLUSTER,
            Column(
                "question_en",
                "text-en",
                "the question, the same in all rows of the dispute",
                "question",
                required=True,
            ),
            Column("question_ko", "text-ko", "the same in Korean", "question"),
            Column("claimant", "text", "who takes the position", "claimant", required=True),
            Column(
                "statements",
                "refs",
                "ids of ties, events, institutions or assessments the position speaks of",
                "speaksOf",
                target="tie|event|presence|assessment|actor|stage-claim",
            ),
            *EVIDENCE,
        ),
        claim_class="InterpretiveClaim",
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

REQUIRED: tuple[str, ...] = (
    "territory",
    "sources",
    "actors",
    "memberships",
    "ties",
    "institutions",
    "snapshots",
)
"""The tables that a folder with any evidence must have, be it with their header alone."""
