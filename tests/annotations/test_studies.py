"""Studies: beginning, opening, closing, and who may do what."""

from __future__ import annotations

import pytest

from annotations.gates import get_study_for
from annotations.models import Study
from annotations.services import studies
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.models import Event
from corpus.visibility import get_text_for, is_open_to
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_name_is_enough(ada):
    study = studies.create_study(name="Stairs", by=ada)
    assert [s.key for s in study.scales.all()] == [
        "concreteness",
        "specificity",
        "actionability",
        "resonance",
    ]
    assert {len(s.points) for s in study.scales.all()} == {5}
    assert (study.blind, study.reveal, study.reviewers_per_text) == (True, "text", 2)
    assert study.codebook.name == "Stairs"


def test_who_is_no_editor_starts_no_study(ben):
    with pytest.raises(NotAllowed):
        studies.create_study(name="Stairs", by=ben)


def test_guesses_raise_the_reveal(ada):
    assert studies.create_study(name="G", by=ada, guesses=True).reveal == "finished"
    with pytest.raises(Invalid):
        studies.create_study(name="H", by=ada, guesses=True, reveal="text")


def test_opening_without_texts_is_refused(ada):
    study = studies.create_study(name="Stairs", by=ada)
    with pytest.raises(Refused, match="no texts"):
        studies.open_study(study=study, by=ada)


def test_opening_holds_the_texts_from_everybody_and_closing_lifts_it(ada, ben, olga, root):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    for reader in (ada, ben, olga, root, None):
        assert get_text_for(reader, text.pk).source is None
    studies.close_study(study=study, by=ada)
    for reader in (ada, ben, olga, root, None):
        assert get_text_for(reader, text.pk).source.author.name == "quill-1"


def test_opening_fixes_texts_and_blind_and_freezes_the_codebook(ada):
    text, other = cast.add_text(by=ada), cast.add_text(by=ada)
    study = cast.study(ada, [text])
    assert study.codebook_version.number == 1
    with pytest.raises(Refused):
        studies.add_texts(study=study, text_ids=[other.pk], by=ada)
    with pytest.raises(Refused, match="blind"):
        studies.update_study(study=study, by=ada, blind=False)
    assert studies.update_study(study=study, by=ada, name="Steps").name == "Steps"


def test_a_text_taken_out_stays_held_until_the_close(ada, ben):
    text, other = cast.add_text(by=ada), cast.add_text(by=ada)
    study = cast.study(ada, [text, other], ben)
    studies.take_out_text(study=study, text_id=text.pk, by=ada)
    assert not is_open_to(ben, text.pk)
    assert study.study_texts.filter(taken_out_at=None).count() == 1


def test_a_study_nobody_has_read_in_goes_back_to_draft(ada, ben):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    study = studies.return_to_draft(study=study, by=ada)
    assert is_open_to(ben, text.pk)
    study = studies.open_study(study=study, by=ada)
    cast.read(study, text, ben, submit=False)
    with pytest.raises(Refused):
        studies.return_to_draft(study=study, by=ada)


def test_closed_is_final(ada):
    study = cast.study(ada, [cast.add_text(by=ada)])
    studies.close_study(study=study, by=ada)
    for move in (studies.open_study, studies.return_to_draft, studies.close_study):
        with pytest.raises(Refused):
            move(study=study, by=ada)


def test_a_lead_who_shows_sources_is_logged_and_sees_them(ada, ben):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    with pytest.raises(Invalid):
        studies.unblind(study=study, by=ada, why="  ")
    studies.unblind(study=study, by=ada, why="A complaint about one text.")
    assert is_open_to(ada, text.pk)
    assert not is_open_to(ben, text.pk)
    event = Event.objects.get(verb="unblinded")
    assert (event.actor, event.data["why"]) == (ada, "A complaint about one text.")


def test_the_last_lead_cannot_leave(ada, ben):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    with pytest.raises(Refused):
        studies.add_member(study=study, username="ada", role="observer", by=ada)
    with pytest.raises(Refused):
        studies.remove_member(study=study, username="ada", by=ada)
    studies.add_member(study=study, username="ben", role="lead", by=ada)
    studies.remove_member(study=study, username="ada", by=ben)
    assert list(study.memberships.values_list("user__username", flat=True)) == ["ben"]


def test_an_unknown_person_or_text_is_named(ada):
    study = studies.create_study(name="Stairs", by=ada)
    with pytest.raises(Invalid, match="nobody called"):
        studies.add_member(study=study, username="nobody", role="reviewer", by=ada)
    with pytest.raises(Invalid, match="no text"):
        studies.add_texts(study=study, text_ids=["6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e"], by=ada)


def test_names_in_a_body_keep_a_blind_study_shut_until_accepted(ada):
    named = cast.add_text("The stairs, said quill-1, are mine.", by=ada)
    study = cast.study(ada, [named], open_it=False)
    with pytest.raises(Refused) as refused:
        studies.open_study(study=study, by=ada)
    (hit,) = refused.value.errors
    assert (hit["name"], hit["where"], hit["text"]) == ("quill-1", "text", str(named.pk))
    assert named.body[hit["start"] : hit["end"]] == "quill-1"
    study = studies.open_study(study=study, by=ada, accept_names=True)
    assert study.state == Study.State.OPEN


def test_names_are_looked_for_in_prompts_guidelines_codebook_and_scales(ada):
    book = cast.codebook(ada, "claude", name="Named")
    text = cast.add_text(by=ada, prompt=cast.prompt("x", "Write as GPT-4o would."))
    study = cast.study(ada, [text], open_it=False, codebook=book, guidelines="Not by Vellum-2.")
    cast.add_text(by=ada, author=cast.author("vellum-2"))
    with pytest.raises(Refused) as refused:
        studies.open_study(study=study, by=ada)
    found = {(hit["where"], hit["name"].lower()) for hit in refused.value.errors}
    assert found >= {("prompt", "gpt-4o"), ("guidelines", "vellum-2"), ("motif claude", "claude")}


def test_a_name_inside_a_word_is_no_name(ada):
    text = cast.add_text("He bardically declaimed of quillwort.", by=ada)
    cast.add_text(by=ada, author=cast.author("bard"))
    assert cast.study(ada, [text]).state == "open"


def test_outsiders_see_a_study_only_when_it_is_closed(ada, ben, olga, root, noise):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    from django.http import Http404

    with pytest.raises(Http404):
        get_study_for(olga, study.pk)
    assert get_study_for(root, study.pk) == study
    studies.close_study(study=study, by=ada)
    assert get_study_for(olga, study.pk) == study


def test_taking_texts_out_finishes_nobody(ada, ben):
    texts = [cast.add_text(by=ada, prompt=cast.prompt(f"p{n}")) for n in range(3)]
    study = cast.study(ada, texts, ben, reveal="finished")
    for text in texts[:2]:
        studies.take_out_text(study=study, text_id=text.pk, by=ada)
    cast.read(study, texts[2], ada)
    assert not any(is_open_to(ada, text.pk) for text in texts)


def test_fewer_readers_per_text_finish_nobody(ada, ben):
    study = cast.study(ada, [cast.add_text(by=ada)], ben, reveal="finished")
    with pytest.raises(Refused, match="reviewers_per_text"):
        studies.update_study(study=study, by=ada, reviewers_per_text=1)
    other = cast.study(ada, [cast.add_text(by=ada)], ben)
    assert studies.update_study(study=other, by=ada, reviewers_per_text=3).reviewers_per_text == 3
