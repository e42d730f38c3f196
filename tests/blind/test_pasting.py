"""What an editor learns by pasting texts and entering things by hand: nothing of what is held."""

from __future__ import annotations

import pytest

from annotations.services import studies
from corpus.models import Author, Event, Source
from corpus.services.texts import keep_excerpt
from corpus.visibility import get_text_for
from tests import cast
from tests.corpus.making import import_rows
from tests.corpus.making import record as line

pytestmark = pytest.mark.django_db
LONG = "She counted the stairs in the dark and came to another number than in the morning, as ever."
SAID = "Tell me of the lighthouse keeper's wife and of the lamp that nobody had asked her to light."
VEIL = {**cast.author("veil-5"), "provider": "VeilCo", "training": "instruct"}


@pytest.fixture
def zoe(db):
    """Another editor, who guesses."""
    return cast.person("zoe", is_staff=True)


def words_of(reader, text) -> str | None:
    prompt = get_text_for(reader, text.pk).prompt
    return prompt and prompt.text


def paste(client, **fields):
    sent = cast.record(**{"prompt": None, **fields})
    return client.post("/api/v1/texts/", {k: v for k, v in sent.items() if v is not None})


def test_prompts_are_shown_as_before_when_a_text_without_one_comes(ada, ben, zoe, api):
    held = cast.add_text(LONG, by=ada, prompt=cast.prompt("p"))
    cast.study(ada, [held], ben)
    quoting = [{"role": "user", "content": LONG}]
    answer = paste(api(zoe), context=quoting)
    assert (answer.status_code, answer.json()["held"]) == (201, True)
    assert answer.json()["prompt"] is None
    assert words_of(ben, held) == "Write about p."


def test_prompts_are_shown_as_before_when_a_guess_at_a_conversation_is_right(ada, ben, zoe, api):
    first = cast.add_text(by=ada, prompt=cast.prompt("p"))
    asked = [{"role": "user", "content": SAID}]
    second = cast.add_text(by=ada, prompt=None, context=asked)
    cast.study(ada, [first], ben)
    cast.study(ada, [second], ben, name="Another")
    assert paste(api(zoe), body=SAID, prompt=cast.prompt("p")).json()["held"]
    assert words_of(zoe, first) == "Write about p."
    third = cast.add_text(by=ada, prompt=cast.prompt("q"), context=asked)
    cast.study(ada, [third], ben, name="A third")
    assert words_of(zoe, third) == "Write about q."


def test_prompts_stay_silent_when_one_text_had_none_at_first(ada, ben):
    held = cast.add_text(LONG, by=ada, prompt=cast.prompt("p"))
    bare = cast.add_text(by=ada, prompt=None)
    cast.study(ada, [held, bare], ben)
    late = cast.add_text(by=ada, prompt=cast.prompt("p"))
    assert [words_of(ben, text) for text in (held, bare, late)] == [None, None, None]


def test_a_text_that_comes_later_shows_the_prompt_that_is_shown_beside_it(ada, ben):
    held = cast.add_text(LONG, by=ada, prompt=cast.prompt("p"))
    cast.study(ada, [held], ben)
    same = cast.add_text(by=ada, prompt=cast.prompt("p"))
    quoting = [{"role": "assistant", "content": LONG}]
    other = cast.add_text(by=ada, prompt=cast.prompt("q"), context=quoting)
    kept = keep_excerpt(parent_id=held.pk, start=0, end=20, why="Numbers.", by=ben)
    assert words_of(ben, same) == words_of(ben, kept) == "Write about p."
    assert words_of(ben, other) is None


def test_a_hidden_author_is_as_new_when_a_text_names_it(ada, ben, zoe, api):
    text = cast.add_text(by=ada, author=VEIL)
    study = cast.study(ada, [text], ben)
    shown = paste(api(zoe), author={"name": "veil-5"}).json()["author"]
    new = paste(api(zoe), author={"name": "unheard-of"}).json()["author"]
    for name in ("kind", "provider", "training"):
        assert shown[name] == new[name]
    assert (shown["family"], new["family"]) == ("veil-5", "unheard-of")
    studies.close_study(study=study, by=ada)
    author = Author.objects.get(name="veil-5")
    assert (author.family, author.family_stated) == ("veil", True)
    assert (author.provider, author.training) == ("VeilCo", "instruct")
    assert not Event.objects.filter(verb="stated_otherwise").exists()


def test_what_a_pasted_text_says_otherwise_of_an_author_is_told_after_the_close(
    ada, ben, zoe, olga, api, browse
):
    text = cast.add_text(by=ada, author=VEIL)
    study = cast.study(ada, [text], ben)
    stated = {"name": "veil-5", "family": "gauze", "provider": "VeilCo"}
    assert paste(api(zoe), author=stated).json()["author"]["family"] == "gauze"
    assert not api(zoe).get("/api/v1/events/?verb=stated_otherwise").json()["results"]
    studies.close_study(study=study, by=ada)
    assert Author.objects.get(name="veil-5").family == "veil"
    (told,) = api(zoe).get("/api/v1/events/?verb=stated_otherwise").json()["results"]
    assert (told["subject"], told["data"]) == ("author", {"fields": ["family"]})
    assert not api(olga).get("/api/v1/events/?verb=stated_otherwise").json()["results"]


def test_what_is_changed_by_hand_stays_when_the_blind_ends(ada, ben, zoe, api):
    text = cast.add_text(by=ada, author=VEIL)
    study = cast.study(ada, [text], ben)
    shown = paste(api(zoe), author={"name": "veil-5"}).json()["author"]
    api(zoe).patch(f"/api/v1/authors/{shown['id']}/", {"family": "tulle"})
    studies.close_study(study=study, by=ada)
    author = Author.objects.get(name="veil-5")
    assert (author.family, author.provider) == ("tulle", "VeilCo")


def test_a_held_texts_key_is_free_until_the_close(ada, ben, zoe, api):
    held = cast.add_text(by=ada, key="veil-5-01")
    study = cast.study(ada, [held], ben)
    taken = paste(api(zoe), key="veil-5-01", collection="Trial")
    assert (taken.status_code, taken.json()["key"]) == (201, "veil-5-01")
    again = paste(api(zoe), key="veil-5-01", collection="Trial")
    assert again.status_code == 409
    assert "meets a text" not in again.json()["detail"]
    studies.unblind(study=study, by=ada, why="To see.")
    assert api(ada).get(f"/api/v1/texts/{held.pk}/").json()["key"] == "veil-5-01"
    studies.close_study(study=study, by=ada)
    keys = {str(s.pk): s.key for s in Source.objects.all()}
    assert keys == {str(held.pk): "veil-5-01", taken.json()["id"]: "veil-5-01 (2)"}
    (told,) = api(zoe).get("/api/v1/events/?verb=stated_otherwise").json()["results"]
    assert (told["subject_id"], told["data"]) == (taken.json()["id"], {"fields": ["key"]})


def test_a_file_meets_the_text_that_gave_its_key_away(ada, ben, zoe, api):
    row = line(key="k1", body="The lamp went out.")
    run = import_rows(row, by=ada)
    study = cast.study(ada, [run.sources.get().text], ben)
    assert paste(api(zoe), key="k1", collection="Tales").status_code == 201
    assert import_rows(row, by=zoe).rows_held == 1
    studies.unblind(study=study, by=ada, why="To see.")
    assert import_rows(row, by=ada).rows_unchanged == 1
