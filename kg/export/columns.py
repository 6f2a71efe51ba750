"""The columns of the flat tables, described once for the writer and for ``datapackage.json``."""

from kg.export.writing import NUMBER, TEXT, TRUTH, WHOLE, Column

_PLACE = (
    Column("cluster", TEXT, "id of the cluster"),
    Column("start", WHOLE, "first year of the snapshot"),
    Column("end", WHOLE, "last year of the snapshot"),
)
_LABELS = (
    Column("label_en", TEXT, "label in English"),
    Column("label_ko", TEXT, "label in Korean"),
)

MEASURES = (
    *_PLACE,
    Column("measure", TEXT, "id of the measure, as in docs/measures.md"),
    *_LABELS,
    Column("mode", TEXT, "evidence mode: what may be concluded from the value"),
    Column("value", NUMBER, "the value; empty where the denominator is 0"),
    Column("numerator", WHOLE, "items counted for it"),
    Column("denominator", WHOLE, "items coded; 1 for a count"),
    Column("uncoded", WHOLE, "items that lack the field"),
    Column("lower", NUMBER, "value with all uncoded items against it"),
    Column("upper", NUMBER, "value with all uncoded items for it"),
    Column("by_row", NUMBER, "value with every evidence row weighing the same"),
    Column("rows", WHOLE, "evidence rows"),
    Column("sources", WHOLE, "independent sources"),
    Column("decides", TRUTH, "whether the evidence meets the minima, so that criteria read it"),
)
VERDICTS = (
    *_PLACE,
    Column("constraint", TEXT, "id of the constraint"),
    *_LABELS,
    Column("verdict", TEXT, "id of the verdict"),
    Column("verdict_en", TEXT, "the verdict in English"),
    Column("verdict_ko", TEXT, "the verdict in Korean"),
    Column("support", WHOLE, "tests passed, of four"),
    Column("tests_passed", TEXT, "their ids"),
    Column("missing_en", TEXT, "what is missing for a verdict, in English"),
    Column("missing_ko", TEXT, "the same in Korean"),
)
CRITERIA = (
    *_PLACE,
    Column("criterion", TEXT, "id of the criterion"),
    *_LABELS,
    Column("measure", TEXT, "id of the measure it reads"),
    Column("comparison", TEXT, "at-least or at-most"),
    Column("threshold", WHOLE, "threshold in the unit beside it"),
    Column("unit", TEXT, "unit of the threshold"),
    Column("value", NUMBER, "value of the measure, in its own unit (1, not per mille)"),
    Column(
        "margin", NUMBER, "way from value to threshold in the unit of the value; 0 or more meets"
    ),
    Column("status", TEXT, "met, not-met or indeterminate"),
)
TIES = (
    *_PLACE,
    Column("tie", TEXT, "id of the tie"),
    Column("first", TEXT, "id of the first party"),
    Column("first_label", TEXT, "its name"),
    Column("second", TEXT, "id of the second party"),
    Column("second_label", TEXT, "its name"),
    Column("kind", TEXT, "kind of tie"),
    Column("directed", TRUTH, "whether the order of the parties means anything"),
    Column("nature", TEXT, "standing or happening; that of the kind where none is coded"),
    Column("basis", TEXT, "on what the tie rests; several apart by semicolons"),
    Column("valence", TEXT, "cooperative, competitive or conflict"),
    Column("strength", TEXT, "derived: strong or weak; empty where not known"),
    Column("openness", TEXT, "derived: open or closed; empty where not known"),
    Column("locality", TEXT, "derived for this snapshot: local, external or unknown"),
    Column("tie_start", WHOLE, "year told as its start"),
    Column("tie_end", WHOLE, "year told as its end"),
    Column("first_attested", WHOLE, "first year in which a source tells of it"),
    Column("last_attested", WHOLE, "last year in which a source tells of it"),
    Column("active_from", WHOLE, "derived: first year in which it is held to be active"),
    Column("active_to", WHOLE, "derived: last such year"),
    Column("confidence", TEXT, "confidence of its claims"),
    Column("sources", TEXT, "ids of its sources"),
)
STAGES = (
    *_PLACE,
    Column("by", TEXT, "estimate (by the rules of the profile) or claim (by an author)"),
    Column("stage", TEXT, "id of the stage"),
    *_LABELS,
    Column("status", TEXT, "of an estimate: met, not-met or indeterminate"),
    Column("claim", TEXT, "of a claim: its id"),
    Column("claimant", TEXT, "of a claim: who makes it"),
    Column("overlap_years", WHOLE, "of a claim: years of the snapshot it covers"),
    Column("outranked", TRUTH, "of a claim: whether a claim with a better hold is preferred"),
    Column("used", TRUTH, "of a claim: whether prescriptions follow it"),
)
PRESCRIPTIONS = (
    *_PLACE,
    Column("constraint", TEXT, "constraint it answers; empty for what is to be done in any case"),
    Column("prescription", TEXT, "id of the prescription"),
    *_LABELS,
    Column("basis", TEXT, "whether the paper says it for this constraint or it is inferred"),
)
AGREEMENT = (
    Column("cluster", TEXT, "id of the cluster"),
    Column("start", WHOLE, "first year of the snapshot; empty where the author names no time"),
    Column("end", WHOLE, "its last year"),
    Column("constraint_en", TEXT, "the constraint in English"),
    Column("constraint_ko", TEXT, "the constraint in Korean"),
    Column("claimant", TEXT, "the author; empty where authors are silent"),
    Column("judgement", TEXT, "what the author judges"),
    Column("verdict", TEXT, "the diagnosis, or those of all snapshots"),
    Column("outcome", TEXT, "how the two stand to each other"),
    Column("turned_on", TEXT, "criteria that decided the diagnosis"),
)
