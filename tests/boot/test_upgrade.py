"""A database of an older state, with people's work in it, is migrated without losing any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.serializers import serialize
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from annotations.models import Motif, Rating, Review, Study, Submission, Tag
from annotations.services.reviewing import save_review, start_review
from annotations.services.tagging import TagDraft
from corpus.models import Event, Hold, Source, Text
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

# The oldest state from which a database is to come along; migrations before it may be rewritten.
OLDEST = [("annotations", "0001_initial"), ("corpus", "0003_kept_aside")]
KEPT = (Text, Source, Study, Motif, Review, Rating, Tag, Submission, Event)


@pytest.fixture
def migrate() -> Iterator[object]:
    """Return a function that takes the database back to the oldest state, and one forward."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()

    def to(targets: list[tuple[str, str]] = newest) -> None:
        MigrationExecutor(connection).migrate(targets)

    yield to
    to()


def columns(model: type[models.Model], names: list[str]) -> str:
    return serialize("json", model._default_manager.order_by("pk"), fields=names)


def old_names(model: type[models.Model]) -> list[str]:
    """Return the fields that a model has had since the oldest state."""
    state = MigrationExecutor(connection).loader.project_state(OLDEST)
    return sorted(state.models[model._meta.app_label, model._meta.model_name].fields)


def test_work_is_there_and_goes_on_when_an_older_database_is_migrated(
    ada, ben, browse, api, migrate
):
    texts = [cast.add_text(f"{n}: She counted the stairs.", by=ada) for n in range(2)]
    study = cast.study(ada, texts, ben)
    tags = [TagDraft("stairs", 19, 25, "a note"), TagDraft("silence")]
    cast.read(study, texts[0], ben, tags=tags)
    review, _ = start_review(study=study, text_id=texts[1].pk, user=ben)
    save_review(review=review, by=ben, version=1, comment="Half read.", tags=tags)
    names = {model: old_names(model) for model in KEPT}
    before = {model: columns(model, names[model]) for model in KEPT}

    migrate(OLDEST)
    assert "recent_writes" not in columns_of("annotations_review")
    migrate()

    assert {model: columns(model, names[model]) for model in KEPT} == before
    # What an older Variorum worked out anew each time is decided once, for holds that are open.
    assert Hold.objects.get().shows_prompts
    page = browse(ben).get(f"/reviews/{review.pk}/").content.decode()
    assert "Half read." in page
    assert "a note" in page
    change = {"comment": "Read.", "version": 2}
    client = api(ben)
    assert client.patch(f"/api/v1/reviews/{review.pk}/", change, format="json").status_code == 200
    cast.read(study, texts[1], ben)
    for path in ("/", f"/studies/{study.pk}/", f"/texts/{texts[0].pk}/", "/events/"):
        assert browse(ada).get(path).status_code == 200


def columns_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {row.name for row in connection.introspection.get_table_description(cursor, table)}
