"""The addresses of this room's pages."""

from django.urls import path

from corpus.http.twins import list_urls
from corpus.views import sources, texts, work

urlpatterns = [
    *list_urls("texts/", texts.TextList, "text_list"),
    path("texts/add/", texts.TextAdd.as_view(), name="text_add"),
    path("texts/<uuid:pk>/", texts.text_detail, name="text_detail"),
    path("texts/<uuid:pk>/excerpts/", texts.excerpt_keep, name="excerpt_keep"),
    *list_urls("authors/", sources.AuthorList, "author_list"),
    path("authors/<uuid:pk>/edit/", sources.AuthorEdit.as_view(), name="author_edit"),
    *list_urls("prompts/", sources.PromptList, "prompt_list"),
    path("prompts/<uuid:pk>/", sources.prompt_detail, name="prompt_detail"),
    path("prompts/<uuid:pk>/edit/", sources.PromptEdit.as_view(), name="prompt_edit"),
    *list_urls("collections/", sources.CollectionList, "collection_list"),
    *list_urls("imports/", work.ImportList, "import_list"),
    path("imports/<int:pk>/", work.import_detail, name="import_detail"),
    *list_urls("jobs/", work.JobList, "job_list"),
    path("jobs/<uuid:pk>/", work.job_detail, name="job_detail"),
]
