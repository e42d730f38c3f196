"""What a person may see is composed once, and is what it would be composed anew."""

from __future__ import annotations

import pytest

from accounts.composing import composed_once
from annotations.gates import codebooks_for, motifs_for, readable_reviews, studies_for
from annotations.models import Study
from annotations.services.studies import add_member, close_study
from annotations.talk_gates import memos_for
from corpus.visibility import visible_authors, visible_collections
from tests import cast

pytestmark = pytest.mark.django_db


def names_shown(api, user, address: str) -> set[str]:
    return {row["name"] for row in api(user).get(address).json()["results"]}


def test_what_comes_later_is_seen_though_the_question_was_composed_before(ada, olga, api):
    assert names_shown(api, olga, "/api/v1/studies/") == set()
    study = cast.study(ada, [cast.add_text(by=ada)], name="Late")
    assert names_shown(api, olga, "/api/v1/studies/") == set()
    add_member(study=study, username="olga", role="observer", by=ada)
    assert names_shown(api, olga, "/api/v1/studies/") == {"Late"}


def test_who_becomes_an_editor_sees_as_one_and_who_ceases_to_be_one_does_not(ada, ben, api):
    cast.codebook(ada, name="Of another")
    for is_staff in (False, True, False):
        ben.is_staff = is_staff
        ben.save()
        shown = names_shown(api, ben, "/api/v1/codebooks/")
        assert shown == ({"Of another"} if is_staff else set())


def test_nobody_is_answered_what_was_composed_for_another(ada, ben, olga, root):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    review = cast.read(study, text, ben)
    people = (ben, olga, ada, root)
    assert [study in studies_for(user) for user in people] == [True, False, True, True]
    assert [review in readable_reviews(user) for user in people] == [True, False, False, False]
    assert [study.codebook in codebooks_for(user) for user in people] == [True, False, True, True]
    assert [motifs_for(user).count() for user in people] == [2, 0, 2, 2]
    assert [memos_for(user).count() for user in people] == [0, 0, 0, 0]
    close_study(study=study, by=ada)
    assert [review in readable_reviews(user) for user in people] == [True, True, True, True]


def test_sources_are_seen_after_the_close_though_they_were_asked_for_before(ada, ben, olga):
    text = cast.add_text(by=ada, author=cast.author("veil-5"), collection="Veiled")
    study = cast.study(ada, [text], ben)
    assert not visible_authors(olga).filter(name="veil-5").exists()
    assert not visible_collections(olga).filter(name="Veiled").exists()
    close_study(study=study, by=ada)
    assert visible_authors(olga).get(name="veil-5").open_texts == 1
    assert visible_collections(olga).get(name="Veiled").open_texts == 1


def test_what_a_caller_asks_further_stays_with_that_caller(ada, ben):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    assert not studies_for(ben).filter(name="No such").exists()
    assert list(studies_for(ben).select_related("codebook")) == [study]
    cast.study(ada, [cast.add_text(by=ada)], ben, name="Another")
    assert studies_for(ben).count() == 2


def test_what_is_composed_once_may_not_ask_the_database_meanwhile(ada):
    @composed_once
    def asking(user):
        return Study.objects.filter(pk__in=list(Study.objects.values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="must not ask"):
        asking(ada)
