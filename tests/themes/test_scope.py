"""Which texts a figure uses, and who may ask for it."""

from __future__ import annotations

import pytest
from django.http import Http404

from annotations.services.studies import close_study, unblind
from corpus.errors import Invalid, NotAllowed
from corpus.models import Collection, Source
from tests import cast
from tests.themes.matched import add_matched_texts
from themes.gates import get_scope_for, reports_for
from themes.scope import FigureScope, left_out, texts_in
from themes.services import request_report

pytestmark = pytest.mark.django_db


def test_held_texts_are_left_out_and_counted_when_a_study_is_open(ada, ben):
    texts = list(add_matched_texts(ada, prompts=2).values())
    collection = Collection.objects.get(name="Matched")
    assert len(texts_in(FigureScope(collection=collection))) == 8
    cast.study(ada, texts[:1], ben)
    # The text, and the three others on its prompt.
    assert len(texts_in(FigureScope(collection=collection))) == 4
    assert left_out(FigureScope(collection=collection)) == 4


def test_left_out_is_the_same_for_every_collection(ada, ben):
    texts = list(add_matched_texts(ada, prompts=1).values())
    cast.add_text(by=ada, collection="Elsewhere", prompt=cast.prompt("other"))
    cast.study(ada, texts[:1], ben)
    counts = {left_out(FigureScope(collection=c)) for c in Collection.objects.all()}
    assert counts == {4}


def test_the_sample_never_mixes_with_other_texts(ada):
    cast.add_text(by=ada, collection="Mine", prompt=cast.prompt("mine"))
    cast.add_text(by=ada, collection="Shown", prompt=cast.prompt("shown"))
    Collection.objects.filter(name="Shown").update(is_sample=True)
    used = {text.id for text in texts_in(FigureScope())}
    assert used == set(Source.objects.filter(collection__name="Mine").values_list("pk", flat=True))


def test_an_open_blind_study_is_hidden_from_all_and_refused_to_its_lead(ada, ben, olga, root):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    for person in (ben, olga, root):
        with pytest.raises(Http404):
            get_scope_for(person, study=study.pk)
    for interim in (False, True):
        with pytest.raises(NotAllowed, match="hidden until you close"):
            get_scope_for(ada, study=study.pk, interim=interim)


def test_interim_figures_count_held_texts_when_the_lead_has_unblinded(ada, ben):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    unblind(study=study, by=ada, why="The server moves tonight.")
    scope = get_scope_for(ada, study=study.pk, interim=True)
    assert len(texts_in(scope)) == 1
    with pytest.raises(NotAllowed):
        get_scope_for(ada, study=study.pk)
    close_study(study=study, by=ada)
    with pytest.raises(Invalid):
        get_scope_for(ada, study=study.pk, interim=True)


def test_interim_figures_leave_out_what_another_study_holds(ada, ben, cleo):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    cast.study(ada, [text], cleo, name="Another", codebook=None)
    unblind(study=study, by=ada, why="The server moves tonight.")
    scope = get_scope_for(ada, study=study.pk, interim=True)
    assert texts_in(scope) == []


def test_an_interim_report_is_read_by_unblinded_leads_only(ada, ben, olga, root):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    with pytest.raises(NotAllowed):
        request_report(by=ada, study=study, interim=True)
    unblind(study=study, by=ada, why="The server moves tonight.")
    report = request_report(by=ada, study=study, interim=True)
    assert list(reports_for(ada)) == [report]
    for person in (ben, olga, root):
        assert not reports_for(person).exists()
    close_study(study=study, by=ada)
    assert list(reports_for(olga)) == [report]
