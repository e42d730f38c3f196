"""What this room's answers look like."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from annotations.inputs import Words
from corpus.http.inputs import StrictSerializer
from themes.models import Report
from themes.waiting import ListedReport


class ReportOut(serializers.Serializer):
    """A report without its content; of one that waits for a close nothing that was computed."""

    id = serializers.UUIDField(source="report.pk")
    title = serializers.CharField()
    state = serializers.SerializerMethodField()
    waits = serializers.BooleanField(help_text="Texts it counts are held from you.")
    study = serializers.IntegerField(source="report.study_id", allow_null=True)
    collection = serializers.UUIDField(source="collection_id", allow_null=True)
    interim = serializers.BooleanField(source="report.interim")
    period_start = serializers.DateField(source="report.period_start", allow_null=True)
    period_end = serializers.DateField(source="report.period_end", allow_null=True)
    requested_at = serializers.DateTimeField(source="report.requested_at")
    built_at = serializers.DateTimeField(source="report.built_at", allow_null=True)
    snapshot = serializers.CharField()
    codebook_version = serializers.IntegerField(source="codebook_version_id", allow_null=True)
    previous = serializers.UUIDField(source="report.previous_id", allow_null=True)
    job = serializers.UUIDField(source="report.job_id", allow_null=True)

    def get_state(self, row: ListedReport) -> str:
        """Say how far it is: finished, or as its job."""
        return state_of(row.report)


class ReportIn(StrictSerializer):
    """What a report is asked of; neither study nor collection is all that is not the sample."""

    study = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    collection = Words(required=False, max_length=200)
    title = Words(required=False, max_length=200)
    interim = serializers.BooleanField(required=False, default=False)


class ReportDetailOut(serializers.Serializer):
    """A report whole: what its row says, and the content as it was frozen."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    study = serializers.IntegerField(allow_null=True)
    collection = serializers.UUIDField(allow_null=True)
    interim = serializers.BooleanField()
    period_start = serializers.DateField(allow_null=True)
    period_end = serializers.DateField(allow_null=True)
    requested_at = serializers.DateTimeField()
    built_at = serializers.DateTimeField()
    snapshot = serializers.CharField()
    codebook_version = serializers.IntegerField(allow_null=True)
    previous = serializers.UUIDField(allow_null=True)
    content = serializers.DictField()


class ReportDiffOut(serializers.Serializer):
    """What differs from the report before."""

    report = serializers.UUIDField()
    previous = serializers.UUIDField()
    same_snapshot = serializers.BooleanField()
    codebooks = serializers.DictField()
    counts = serializers.DictField()
    motifs = serializers.ListField(child=serializers.DictField())
    terms = serializers.ListField(child=serializers.DictField())


class ScopeOut(serializers.Serializer):
    """What a figure speaks of."""

    study = serializers.IntegerField(allow_null=True)
    collection = serializers.UUIDField(allow_null=True)
    interim = serializers.BooleanField()
    sentence = serializers.CharField()


class GroupOut(serializers.Serializer):
    """One group's prevalence; what is undefined is null with its reason."""

    group = serializers.CharField()
    kind = serializers.CharField()
    stated = serializers.BooleanField()
    n = serializers.IntegerField()
    k = serializers.FloatField()
    n_all = serializers.IntegerField()
    k_all = serializers.FloatField()
    authors = serializers.IntegerField()
    prompts = serializers.IntegerField()
    prompts_are = serializers.CharField()
    estimate = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    method = serializers.CharField()
    undefined_reason = serializers.CharField()
    author = serializers.UUIDField(required=False)


class DifferenceOut(serializers.Serializer):
    """A difference from human texts on the same prompts, with the widest of its intervals."""

    risk_difference = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    method = serializers.CharField()
    intervals = serializers.DictField()
    no_interval_reason = serializers.CharField()
    undefined_reason = serializers.CharField()


class ComparisonOut(DifferenceOut):
    """The comparison of all models with people."""

    margin = serializers.FloatField()
    p = serializers.FloatField(allow_null=True)
    p_families = serializers.FloatField(allow_null=True)
    p_margin = serializers.FloatField(allow_null=True)
    q = serializers.FloatField(allow_null=True)
    tested = serializers.IntegerField()
    selected = serializers.IntegerField()
    adjusted = serializers.DictField()
    families_exceeding = serializers.IntegerField(allow_null=True)
    families_tested = serializers.IntegerField()
    families_asked = serializers.IntegerField()
    strata = serializers.IntegerField()
    leaking_prompts_dropped = serializers.IntegerField()
    prompts_searched = serializers.BooleanField(
        help_text="False where no pattern says which prompts ask for it."
    )
    within_margin = serializers.BooleanField(
        help_text="All three intervals end at or below the margin."
    )
    crude = serializers.FloatField(allow_null=True)
    stratified = serializers.FloatField(allow_null=True)
    without_leaking = serializers.FloatField(allow_null=True)
    model_texts = serializers.IntegerField()
    human_texts = serializers.IntegerField()
    human_authors = serializers.IntegerField()
    unstated_texts = serializers.IntegerField()
    odds_ratio = serializers.DictField()
    verdict = serializers.CharField()
    sentence = serializers.CharField()


class CodebookReadOut(serializers.Serializer):
    """A codebook that texts were read against, and how many readings were to be and are counted."""

    codebook = serializers.IntegerField()
    name = serializers.CharField()
    number = serializers.IntegerField()
    sha256 = serializers.CharField()
    studies = serializers.ListField(child=serializers.IntegerField())
    texts_asked = serializers.IntegerField()
    texts_read = serializers.IntegerField()
    texts_unread = serializers.IntegerField()
    texts_with_fewer_readings = serializers.IntegerField()
    readings = serializers.IntegerField()
    readings_by_who_brought_the_text = serializers.IntegerField()
    readings_left_out_as_unblinded = serializers.IntegerField()
    studies_that_showed_suggestions = serializers.ListField(
        child=serializers.IntegerField(), required=False
    )
    tags_accepted_from_suggestions = serializers.DictField(
        child=serializers.IntegerField(),
        required=False,
        help_text="By motif; none of them is counted.",
    )


class FamilyOut(DifferenceOut):
    """One family against people on its prompts; it exceeds them by Holm's adjusted p-value."""

    family = serializers.CharField()
    texts = serializers.IntegerField()
    k = serializers.FloatField()
    human_texts = serializers.IntegerField()
    prompts = serializers.IntegerField()
    p = serializers.FloatField(allow_null=True)
    p_adjusted = serializers.FloatField(allow_null=True)
    test = serializers.CharField()
    test_prompts = serializers.IntegerField()
    test_people = serializers.IntegerField()
    one_prompt_each = serializers.BooleanField()
    exceeds = serializers.BooleanField()


class ResultOut(serializers.Serializer):
    """One motif, or the pattern."""

    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    counts = serializers.CharField()
    basis = serializers.CharField()
    texts = serializers.IntegerField()
    verdict = serializers.CharField()
    sentence = serializers.CharField()
    caveats = serializers.ListField(child=serializers.CharField())
    groups = GroupOut(many=True)
    mean_reason = serializers.CharField()
    shared_prompts = serializers.IntegerField()
    comparison = ComparisonOut()
    families = FamilyOut(many=True)
    elicitations = serializers.ListField(child=serializers.DictField())


class PrevalenceOut(serializers.Serializer):
    """The last stored answer, and whether the texts or readings have changed since."""

    scope = ScopeOut()
    by = serializers.CharField()
    motif = serializers.CharField()
    pattern = serializers.CharField()
    snapshot = serializers.CharField()
    computed_at = serializers.DateTimeField()
    stale = serializers.BooleanField()
    job = serializers.UUIDField(allow_null=True)
    seed = serializers.IntegerField()
    code_version = serializers.CharField()
    pipeline_versions = serializers.DictField()
    texts = serializers.IntegerField()
    left_out = serializers.IntegerField()
    left_out_reason = serializers.CharField()
    codebooks = CodebookReadOut(many=True)
    readings = serializers.IntegerField()
    results = ResultOut(many=True)
    undefined_reason = serializers.CharField()


class StartedOut(serializers.Serializer):
    """The job that is computing an answer."""

    job = serializers.UUIDField()
    state = serializers.CharField()
    detail = serializers.CharField()


def state_of(report: Report) -> str:
    """Say how far a report is: finished, or as its job."""
    if report.built_at is not None:
        return "finished"
    return report.job.state if report.job else "failed"


def prevalence_body(answer: Any) -> dict[str, Any]:
    """Return an answer as its serializer takes it."""
    question, figure = answer.question, answer.figure
    left = figure.result["left_out"]
    return {
        **{name: value for name, value in figure.result.items() if name != "held"},
        "scope": {
            **question.scope.as_data(),
            "sentence": f"These figures speak of {question.scope.phrase}.",
        },
        "by": question.by,
        "motif": question.motif,
        "pattern": question.pattern,
        "snapshot": figure.snapshot,
        "computed_at": figure.computed_at,
        "stale": answer.stale,
        "job": answer.job.pk if answer.job else None,
        "left_out_reason": "held by open blind studies; their leads can close them" if left else "",
    }
