"""What a hold covers: all that would betray a text, and nothing that anybody can add to it."""

from __future__ import annotations

import pytest

from annotations.services import studies
from corpus.models import Author, Collection, Prompt, Release
from corpus.services.authors import create_author
from corpus.services.collections import create_collection
from corpus.services.prompts import create_prompt
from corpus.services.texts import keep_excerpt
from corpus.visibility import is_open_to, release
from tests import cast

pytestmark = pytest.mark.django_db
LONG = "She counted the stairs in the dark and came to another number than in the morning, as ever."


def test_texts_on_the_same_prompt_are_held_whatever_system_text_stood_before(ada, ben):
    held = cast.add_text(by=ada, prompt=cast.prompt("p"))
    beside = cast.add_text(by=ada, prompt={**cast.prompt("p"), "system": "Be brief."})
    elsewhere = cast.add_text(by=ada, prompt=cast.prompt("q"))
    cast.study(ada, [held], ben)
    assert not is_open_to(ben, beside.pk)
    assert is_open_to(ben, elsewhere.pk)


def test_equal_bodies_excerpts_and_contexts_are_held(ada, ben):
    held = cast.add_text(LONG + "\n\nThen she slept.", by=ada, prompt=cast.prompt("p"))
    equal = cast.add_text(LONG + "  Then she slept.", by=ada, prompt=cast.prompt("q"))
    passage = keep_excerpt(parent_id=held.pk, start=0, end=30, why="Numbers.", by=ben)
    quoting = cast.add_text(
        "An answer.",
        by=ada,
        prompt=cast.prompt("r"),
        context=[{"role": "assistant", "content": LONG + " Then she slept."}],
    )
    study = cast.study(ada, [held], ben)
    for text in (equal, passage, quoting):
        assert not is_open_to(ben, text.pk)
    studies.close_study(study=study, by=ada)
    for text in (held, equal, passage, quoting):
        assert is_open_to(ben, text.pk)


def test_what_an_excerpt_is_of_is_held_with_it(ada, ben):
    parent = cast.add_text(LONG, by=ada)
    passage = keep_excerpt(parent_id=parent.pk, start=0, end=30, why="Numbers.", by=ben)
    cast.study(ada, [passage], ben)
    assert not is_open_to(ben, parent.pk)


def test_texts_that_come_later_are_held_too(ada, ben):
    held = cast.add_text(LONG, by=ada, prompt=cast.prompt("p"))
    cast.study(ada, [held], ben)
    beside = cast.add_text(by=ada, prompt=cast.prompt("p"))
    equal = cast.add_text(LONG, by=carrier_for(ada), prompt=None)
    assert not is_open_to(ben, beside.pk)
    assert not is_open_to(ben, equal.pk)


def carrier_for(ada):
    """Return an editor who has sight of the held texts, and so may bring a double of one."""
    editor = cast.person("carrier", is_staff=True)
    hold = ada.memberships.get().study.hold
    release(hold=hold, user=editor, how=Release.How.UNBLINDED, why="A test brings a double.")
    return editor


def test_two_holds_need_a_release_from_each(ada, ben, cleo):
    text = cast.add_text(by=ada)
    first = cast.study(ada, [text], ben)
    second = cast.study(ada, [text], cleo, name="Another")
    cast.read(first, text, ben)
    assert not is_open_to(ben, text.pk)
    studies.close_study(study=second, by=ada)
    assert is_open_to(ben, text.pk)
    assert not is_open_to(cleo, text.pk)


def test_nobody_widens_a_hold_by_keeping_short_passages(ada, ben, olga):
    held = cast.add_text("There was her coat on the hook.", by=ada, prompt=cast.prompt("p"))
    others = [
        cast.add_text(f"Number {n}: her hat, on a hook.", by=ada, prompt=cast.prompt(f"q{n}"))
        for n in range(3)
    ]
    cast.study(ada, [held], ben)
    for text in (held, *others):
        start = text.body.index("her")
        keep_excerpt(parent_id=text.pk, start=start, end=start + 3, why="her", by=olga)
    assert all(is_open_to(olga, text.pk) for text in others)


def test_entering_what_is_hidden_loses_nothing_of_it(ada, ben, root):
    said = {**cast.author("veil-5"), "provider": "VeilCo", "training": "instruct"}
    text = cast.add_text(by=ada, author=said, prompt=cast.prompt("p"), collection="Veiled")
    study = cast.study(ada, [text], ben)
    author = create_author(by=root, name="veil-5")
    assert (author.family, author.provider, author.training) == ("veil-5", "", "unknown")
    assert create_prompt(by=root, text="Write about p.").elicitation == "unknown"
    create_collection(by=root, name="Veiled", description="Entered by hand.")
    studies.close_study(study=study, by=ada)
    author = Author.objects.get(name="veil-5")
    assert (author.family, author.family_stated) == ("veil", True)
    assert (author.provider, author.training) == ("VeilCo", "instruct")
    prompt = Prompt.objects.get(text="Write about p.")
    assert (prompt.key, prompt.elicitation) == ("p", "task")
    assert Collection.objects.get(name="Veiled").description == "Entered by hand."


def test_what_is_stated_by_hand_stays_when_the_blind_ends(ada, ben, root):
    text = cast.add_text(by=ada, author=cast.author("veil-5"))
    study = cast.study(ada, [text], ben)
    create_author(by=root, name="veil-5", family="gauze")
    studies.close_study(study=study, by=ada)
    assert Author.objects.get(name="veil-5").family == "gauze"
