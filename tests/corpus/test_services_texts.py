import pytest

from corpus.errors import Invalid
from corpus.models import (
    Author,
    Collection,
    ContextDigest,
    Event,
    HeldText,
    Job,
    Prompt,
    Source,
    Text,
)
from corpus.services import (
    AlreadyThere,
    MeetsHeldText,
    add_text,
    create_author,
    create_collection,
    create_prompt,
    keep_excerpt,
    update_author,
)
from corpus.visibility import get_text_for, open_hold, release
from tests.corpus.making import add, line

pytestmark = pytest.mark.django_db


def test_a_pasted_text_lands_with_who_brought_it(ada, noise):
    context = [{"role": "user", "content": "Say."}]
    text = add_text(line=line(context=context), by=ada, collection_name="Finds")
    source = Source.objects.get(pk=text.pk)
    assert (source.brought_by, source.collection.name) == (ada, "Finds")
    assert ContextDigest.objects.filter(source=source).count() == 1
    event = Event.objects.get(subject_id=str(text.pk))
    assert (event.verb, event.actor, event.text, event.data) == ("added", ada, text, {})
    assert Job.objects.filter(kind="analyse").exists()


def test_a_pasted_text_without_a_collection_has_one_of_its_own_kind(ada):
    text = add_text(line=line(), by=ada)
    assert text.source.collection.name == "Added by hand"


def test_a_key_can_be_used_once_in_a_collection(ada):
    first = add_text(line=line(), by=ada)
    with pytest.raises(AlreadyThere) as caught:
        add_text(line=line(body="Other."), by=ada)
    assert caught.value.existing == first.pk


@pytest.mark.parametrize(
    "changes",
    [{}, {"key": "mine"}, {"key": "mine", "author": {"name": "guess"}}],
)
def test_a_pasted_text_with_a_held_body_is_refused_whatever_it_says(ada, changes):
    held = add()
    open_hold([held.pk])
    with pytest.raises(MeetsHeldText):
        add_text(line=line(**changes), by=ada, collection_name="Tales")
    assert Text.objects.count() == 1
    assert not Author.objects.filter(name="guess").exists()


def test_a_pasted_text_on_a_held_prompt_is_held(ada):
    open_hold([add(prompt={"text": "Write."}).pk])
    text = add_text(line=line(key="k2", body="B.", prompt={"text": "Write."}), by=ada)
    assert HeldText.objects.filter(text=text).exists()


@pytest.fixture
def parent():
    return add(
        body="A 😀 wept.\r\nThen 😀 slept.",
        author={"name": "norn-1"},
        prompt={"text": "Write."},
        licence="CC0",
        redistributable=True,
    )


def test_an_excerpt_takes_over_where_its_text_came_from(parent, ben):
    kept = keep_excerpt(parent_id=parent.pk, start=4, end=9, why=" It wept. ", by=ben)
    assert (kept.kind, kept.body, kept.length) == ("insight", "wept.", 5)
    source = kept.source
    assert (source.excerpt_of, source.excerpt_start, source.excerpt_end) == (parent, 4, 9)
    assert (source.author, source.prompt) == (parent.source.author, parent.source.prompt)
    assert (source.licence, source.redistributable, source.why) == ("CC0", True, "It wept.")
    assert source.brought_by == ben
    assert Event.objects.filter(verb="kept", text=kept, actor=ben).exists()


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 10_000), (1, 2), (9, 10)])
def test_an_excerpt_must_be_words_within_the_text(parent, ben, start, end):
    with pytest.raises(Invalid):
        keep_excerpt(parent_id=parent.pk, start=start, end=end, why="", by=ben)


def test_an_excerpt_kept_again_is_the_same(parent, ben, cleo):
    first = keep_excerpt(parent_id=parent.pk, start=4, end=9, why="a", by=ben)
    assert keep_excerpt(parent_id=parent.pk, start=4, end=9, why="b", by=cleo) == first
    assert Source.objects.get(pk=first.pk).why == "a"


def test_an_excerpt_of_a_text_that_is_not_there_is_not_kept(ben):
    with pytest.raises(Text.DoesNotExist):
        keep_excerpt(
            parent_id="00000000-0000-4000-8000-000000000000", start=0, end=1, why="", by=ben
        )


def test_an_excerpt_of_a_held_text_is_held_and_tells_nothing_of_it(parent, ben):
    hold = open_hold([parent.pk])
    kept = keep_excerpt(parent_id=parent.pk, start=4, end=9, why="It wept.", by=ben)
    assert get_text_for(ben, kept.pk).source is None
    release(hold=hold, user=ben, how="submitted", text_id=kept.pk)
    shown = get_text_for(ben, kept.pk).source
    assert shown.excerpt_of is None
    assert parent.source.key not in shown.key
    assert str(parent.pk) not in shown.key


def test_an_author_is_entered_by_hand(ada):
    author = create_author(by=ada, name=" norn-1 ", family="norn", provider="acme")
    assert (author.name, author.family_stated, author.registered) == ("norn-1", True, True)
    with pytest.raises(AlreadyThere):
        create_author(by=ada, name="norn-1")
    with pytest.raises(Invalid):
        create_author(by=ada, name=" ")
    assert Event.objects.filter(verb="created", subject="author", actor=ada).count() == 1


def test_entering_an_author_answers_alike_whether_or_not_held_texts_know_it(ada):
    held = add(author={"name": "norn-1", "family": "norn", "provider": "acme"})
    open_hold([held.pk])
    known = create_author(by=ada, name="norn-1")
    fresh = create_author(by=ada, name="norn-2")
    facts = ("kind", "provider", "training", "family_stated", "registered", "aliases")
    assert [getattr(known, name) for name in facts] == [getattr(fresh, name) for name in facts]
    assert known.family == "norn-1"
    assert known.pk == held.source.author_id


def test_an_author_is_changed_by_who_may_see_it(ada):
    text = add(author={"name": "norn-1"})
    author = update_author(author_id=text.source.author_id, by=ada, family="norn")
    assert (author.family, author.family_stated) == ("norn", True)
    with pytest.raises(Invalid):
        update_author(author_id=author.pk, by=ada, name="Other")
    open_hold([text.pk])
    with pytest.raises(Author.DoesNotExist):
        update_author(author_id=author.pk, by=ada, family="moira")


def test_a_prompt_is_entered_by_hand_once(ada):
    prompt = create_prompt(by=ada, text="Write.\r\n", key="p", elicitation="task")
    assert (prompt.text, prompt.registered) == ("Write.\n", True)
    with pytest.raises(AlreadyThere):
        create_prompt(by=ada, text="Write.\n")
    with pytest.raises(Invalid):
        create_prompt(by=ada, text=" ")
    add(prompt={"text": "Write.\n"})
    assert Prompt.objects.count() == 1


def test_a_prompt_known_by_held_texts_only_is_entered_as_if_new(ada):
    held = add(prompt={"text": "Write.", "key": "secret", "elicitation": "leading"})
    open_hold([held.pk])
    prompt = create_prompt(by=ada, text="Write.", key="mine")
    assert (prompt.pk, prompt.key, prompt.elicitation) == (
        held.source.prompt_id,
        "mine",
        "unknown",
    )


def test_a_collection_is_made_by_hand_once(ada):
    made = create_collection(by=ada, name=" Finds ", description="Found.")
    assert (made.name, made.registered) == ("Finds", True)
    with pytest.raises(AlreadyThere):
        create_collection(by=ada, name="Finds")
    for name in ("", "n" * 201):
        with pytest.raises(Invalid):
            create_collection(by=ada, name=name)
    assert Collection.objects.count() == 1
