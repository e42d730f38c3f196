"""Pages of studies, codebooks and readings."""

from django.urls import path

from annotations.views import codebooks, reviews, studies, study_texts, tables
from corpus.http.twins import list_urls

urlpatterns = [
    *list_urls("studies/", studies.StudyList, "study_list"),
    path("studies/new/", studies.study_new, name="study_new"),
    path("studies/<int:pk>/", studies.study_detail, name="study_detail"),
    path("studies/<int:pk>/settings/", studies.study_settings, name="study_settings"),
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
    path("reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    *list_urls("readings/", tables.ReadingList, "reading_list"),
    *list_urls("tags/", tables.TagList, "tag_list"),
    *list_urls("ratings/", tables.RatingList, "rating_list"),
    *list_urls("events/", tables.EventList, "event_list"),
    *list_urls("codebooks/", codebooks.CodebookList, "codebook_list"),
    path("codebooks/new/", codebooks.codebook_new, name="codebook_new"),
    path("codebooks/<int:pk>/", codebooks.codebook_detail, name="codebook_detail"),
    path("codebooks/<int:pk>/freeze/", codebooks.codebook_freeze, name="codebook_freeze"),
    path(
        "codebooks/<int:pk>/versions/<int:number>/",
        codebooks.codebook_version,
        name="codebook_version",
    ),
    path("codebooks/<int:pk>/motifs/new/", codebooks.motif_new, name="motif_new"),
    path("codebooks/<int:pk>/motifs/<slug:key>/", codebooks.motif_change, name="motif_change"),
]
