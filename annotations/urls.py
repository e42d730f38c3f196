"""Pages of studies, codebooks and readings."""

from django.urls import path

from annotations.api.codebook_files import DiffJson, VersionBib, VersionCsl, VersionJson
from annotations.views import (
    codebooks,
    concordance,
    editions,
    memos,
    motifs,
    rechecks,
    reviews,
    scales,
    studies,
    study_texts,
    suggestions,
    tables,
    talk,
)
from corpus.http.twins import list_urls

urlpatterns = [
    *list_urls("studies/", studies.StudyList, "study_list"),
    path("studies/new/", studies.study_new, name="study_new"),
    path("studies/<int:pk>/", studies.study_detail, name="study_detail"),
    path("studies/<int:pk>/settings/", studies.study_settings, name="study_settings"),
    path("studies/<int:pk>/scales/", scales.study_scales, name="study_scales"),
    path(
        "studies/<int:pk>/scales/defaults/",
        scales.study_scale_defaults,
        name="study_scale_defaults",
    ),
    path(
        "studies/<int:pk>/scales/<slug:key>/",
        scales.study_scale_save,
        name="study_scale_save",
    ),
    path(
        "studies/<int:pk>/scales/<slug:key>/order/",
        scales.study_scale_order,
        name="study_scale_order",
    ),
    path("studies/<int:pk>/members/", studies.study_members, name="study_members"),
    path("studies/<int:pk>/open/", studies.study_open, name="study_open"),
    path("studies/<int:pk>/close/", studies.study_close, name="study_close"),
    path("studies/<int:pk>/draft/", studies.study_draft, name="study_draft"),
    path("studies/<int:pk>/unblind/", studies.study_unblind, name="study_unblind"),
    path("studies/<int:pk>/next/", reviews.study_next, name="study_next"),
    *list_urls("studies/<int:pk>/texts/", study_texts.StudyTexts, "study_texts"),
    *list_urls("studies/<int:pk>/texts/choose/", study_texts.StudyTextChoice, "study_text_choice"),
    path("studies/<int:pk>/texts/add/", study_texts.study_text_add, name="study_text_add"),
    path(
        "studies/<int:pk>/texts/<uuid:text_id>/take-out/",
        study_texts.study_text_remove,
        name="study_text_remove",
    ),
    path("studies/<int:pk>/texts/<uuid:text_id>/talk/", talk.talk, name="talk"),
    path("studies/<int:pk>/texts/<uuid:text_id>/talk/say/", talk.talk_say, name="talk_say"),
    *list_urls("comments/", talk.CommentList, "comment_list"),
    path("comments/<int:pk>/", talk.comment_detail, name="comment_detail"),
    path("comments/<int:pk>/change/", talk.comment_change, name="comment_change"),
    path("comments/<int:pk>/resolve/", talk.comment_resolve, name="comment_resolve"),
    path("comments/<int:pk>/reopen/", talk.comment_reopen, name="comment_reopen"),
    path("comments/<int:pk>/withdraw/", talk.comment_withdraw, name="comment_withdraw"),
    *list_urls("memos/", memos.MemoList, "memo_list"),
    path("memos/new/", memos.memo_new, name="memo_new"),
    path("memos/<int:pk>/change/", memos.memo_change, name="memo_change"),
    path("memos/<int:pk>/delete/", memos.memo_delete, name="memo_delete"),
    *list_urls("editions/", editions.EditionList, "edition_list"),
    path(
        "studies/<int:pk>/texts/<uuid:text_id>/edition/",
        editions.edition_publish,
        name="edition_publish",
    ),
    *[
        path(f"editions/<uuid:pk>{end}", view, name=name)
        for end, view, name in (
            ("/", editions.edition_detail, "edition_detail"),
            (".json", editions.edition_json, "edition_json"),
            (".bib", editions.edition_bib, "edition_bib"),
            (".csl.json", editions.edition_csl, "edition_csl"),
            ("/withdraw/", editions.edition_withdraw, "edition_withdraw"),
        )
    ],
    path("reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    *list_urls("readings/", tables.ReadingList, "reading_list"),
    *list_urls("tags/", tables.TagList, "tag_list"),
    *list_urls("ratings/", tables.RatingList, "rating_list"),
    *list_urls("events/", tables.EventList, "event_list"),
    *list_urls("codebooks/", codebooks.CodebookList, "codebook_list"),
    path("codebooks/new/", codebooks.codebook_new, name="codebook_new"),
    path("codebooks/<int:pk>/", codebooks.codebook_detail, name="codebook_detail"),
    path("codebooks/<int:pk>/freeze/", codebooks.codebook_freeze, name="codebook_freeze"),
    *[
        path(f"codebooks/<int:pk>/versions/<int:number>{end}", view, name=name)
        for end, view, name in (
            ("/", codebooks.codebook_version, "codebook_version"),
            ("/publish/", codebooks.codebook_publish, "codebook_publish"),
            (".json", VersionJson.as_view(), "codebook_version_json"),
            ("/citation.bib", VersionBib.as_view(), "codebook_cite_bib"),
            ("/citation.json", VersionCsl.as_view(), "codebook_cite_csl"),
        )
    ],
    path("codebooks/<int:pk>/diff/", codebooks.codebook_diff, name="codebook_diff"),
    path("codebooks/<int:pk>/diff.json", DiffJson.as_view(), name="codebook_diff_json"),
    path("codebooks/<int:pk>/motifs/new/", motifs.motif_new, name="motif_new"),
    *[
        path(f"codebooks/<int:pk>/motifs/<slug:key>/{end}", view, name=name)
        for end, view, name in (
            ("", motifs.motif_detail, "motif_detail"),
            ("change/", motifs.motif_change, "motif_change"),
            ("rename/", motifs.motif_rename, "motif_rename"),
            ("merge/", motifs.motif_merge, "motif_merge"),
            ("unmerge/", motifs.motif_unmerge, "motif_unmerge"),
            ("split/", motifs.motif_split, "motif_split"),
            ("retire/", motifs.motif_retire, "motif_retire"),
            ("accept/", motifs.motif_accept, "motif_accept"),
            ("reject/", motifs.motif_reject, "motif_reject"),
            ("examples/<int:example>/remove/", motifs.example_remove, "example_remove"),
        )
    ],
    path("texts/<uuid:text_id>/example/", motifs.example_new, name="example_new"),
    *list_urls("rechecks/", rechecks.RecheckList, "recheck_list"),
    path("rechecks/<int:pk>/decide/", rechecks.recheck_decide, name="recheck_decide"),
    *list_urls("concordance/", concordance.ConcordancePage, "concordance"),
    path("concordance/tags/", concordance.concordance_tag, name="concordance_tag"),
    path("concordance/tags/undo/", concordance.concordance_untag, name="concordance_untag"),
    *list_urls("suggestions/", suggestions.SuggestionList, "suggestion_list"),
    path("suggestions/make/", suggestions.suggestion_make, name="suggestion_make"),
]
