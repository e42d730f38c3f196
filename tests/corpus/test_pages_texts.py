"""The pages on which texts are found, read, kept from and added."""

import re
import uuid

import pytest
from django.urls import reverse

from corpus.models import Text
from tests import cast

pytestmark = pytest.mark.django_db
PAGES = ("text_list", "author_list", "prompt_list", "collection_list", "import_list", "job_list")


@pytest.fixture
def held(ada, ben):
    text = cast.add_text(
        "A held story.\n\nIt has two parts.",
        by=ada,
        title="Secret title",
        author=cast.author("mask-1"),
        prompt=cast.prompt("p-held"),
        collection="Masks",
    )
    cast.study(ada, [text], ben)
    return text


def html(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def words(response) -> str:
    """Return what a page says, without its markup and with white space folded."""
    return " ".join(re.sub(r"<[^>]*>", " ", html(response)).split())


@pytest.mark.parametrize("name", PAGES)
def test_page_is_there_when_there_is_nothing(browse, olga, name):
    page = browse(olga).get(reverse(name))
    assert "<h1>" in html(page)
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_for_a_sign_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_list_names_open_sources_and_searches_bodies(browse, olga, ada):
    cast.add_text("A lantern <b> swung.", by=ada, title="Swinging")
    page = html(browse(olga).get("/texts/?q=lantern"))
    assert "<mark>lantern</mark> &lt;b&gt;" in page
    assert "quill-1" in page
    assert "Swinging" in page


def test_list_narrows_by_a_facet_and_widens_again(browse, olga, ada):
    cast.add_text(by=ada)
    cast.add_text(by=ada, author=cast.author("ink-2"))
    page = browse(olga).get("/texts/?author.family=ink")
    assert "1 text" in words(page)
    assert 'href="?" aria-current="true"' in html(page)
    assert "family: ink" in words(page)


def test_list_keeps_what_was_chosen_when_searched_again(browse, olga, ada):
    page = html(browse(olga).get("/texts/?author.family=ink&q=x&offset=50"))
    assert '<input type="hidden" name="author.family" value="ink">' in page
    assert 'type="hidden" name="offset"' not in page


@pytest.mark.parametrize("who", ["ada", "ben", "olga", "root"])
def test_list_heads_a_held_text_by_its_first_words(browse, held, who, request):
    page = html(browse(request.getfixturevalue(who)).get("/texts/"))
    assert "A held story. It has two parts." in page
    assert "source held" in page
    for secret in ("Secret title", "mask", "p-held", "Masks", held.source.key):
        assert secret not in page


@pytest.mark.parametrize("query", ["author.kind=model", "sort=title", "author.family=mask"])
def test_list_says_what_is_left_out_and_who_can_change_it(browse, olga, held, query):
    said = words(browse(olga).get(f"/texts/?{query}"))
    assert "1 text is left out" in said
    assert "a lead of the study can show sources" in said


def test_list_says_that_counts_beside_leave_texts_out(browse, olga, held):
    assert "1 held text is in the list but not in these counts" in words(
        browse(olga).get("/texts/")
    )


def test_caption_of_a_thing_unseen_is_the_same_whether_it_is_there_or_not(browse, olga, held):
    there = browse(olga).get(f"/texts/?author={held.source.author_id}")
    nowhere = browse(olga).get(f"/texts/?author={uuid.uuid4()}")
    assert words(there) == words(nowhere)


def test_reading_page_has_the_body_as_it_is_stored(browse, olga, ada):
    text = cast.add_text("One  two\n\n<b>three</b> 😀", by=ada)
    page = html(browse(olga).get(f"/texts/{text.pk}/"))
    assert "One  two\n\n&lt;b&gt;three&lt;/b&gt; 😀</div>" in page


def test_reading_page_tells_where_the_text_is_from(browse, olga, ada):
    text = cast.add_text(
        by=ada,
        sampling={"temperature": 0.7},
        context=[{"role": "user", "content": "Before that."}],
        reasoning="Think of stairs.",
        generated_at="2026-03-01T10:00:00Z",
    )
    said = words(browse(olga).get(f"/texts/{text.pk}/"))
    for told in ("quill-1", "Penwright", "0.7", "Before that.", "Think of stairs.", "1 March 2026"):
        assert told in said
    assert "Write about stairs." in said
    assert "CC0-1.0" in said


def test_reading_page_links_others_on_the_same_prompt(browse, olga, ada):
    text = cast.add_text(by=ada)
    other = cast.add_text(by=ada, author=cast.author("ink-2"))
    cast.add_text(by=ada, author=cast.author("far-3"), prompt=cast.prompt("p8"))
    page = html(browse(olga).get(f"/texts/{text.pk}/"))
    assert f"/texts/{other.pk}/" in page
    assert "ink-2" in page
    assert "far-3" not in page


@pytest.mark.parametrize("who", ["ada", "ben", "olga", "root"])
def test_reading_page_of_a_held_text_says_so_and_no_more(browse, held, who, request):
    page = html(browse(request.getfixturevalue(who)).get(f"/texts/{held.pk}/"))
    assert "notice--held" in page
    assert "Write about p-held." in page
    for secret in ("Secret title", "mask-1", "Masks", held.source.key, held.sha256):
        assert secret not in page


def test_a_text_that_is_not_there_is_not_found(browse, olga):
    assert browse(olga).get(f"/texts/{uuid.uuid4()}/").status_code == 404


def keep(browser, text, **given):
    return browser.post(f"/texts/{text.pk}/excerpts/", {"why": "To try.", **given}, follow=True)


def test_a_selection_is_kept_with_its_offsets(browse, olga, ada):
    text = cast.add_text("A 😀 wept, and wept.", by=ada)
    page = keep(browse(olga), text, quote="wept", start=14, end=18)
    kept = Text.objects.get(kind="insight")
    assert kept.body == "wept"
    assert (kept.source.excerpt_start, kept.source.excerpt_end) == (14, 18)
    assert text.body[14:18] == "wept"
    assert kept.source.why == "To try."
    assert kept.source.brought_by == olga
    assert f"/texts/{text.pk}/" in html(page)
    assert "To try." in html(browse(olga).get(f"/texts/{text.pk}/"))


def test_a_quote_is_kept_when_it_stands_in_the_text_once(browse, olga, ada):
    text = cast.add_text("One line\nand another line.", by=ada)
    keep(browse(olga), text, quote="line\r\nand")
    kept = Text.objects.get(kind="insight")
    assert (kept.body, kept.source.excerpt_start) == ("line\nand", 4)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quote": "line"}, "more than once"),
        ({"quote": "nowhere"}, "do not stand in the text"),
        ({"quote": "line", "start": 3, "end": 7}, "more than once"),
        ({"quote": "line", "start": -4, "end": 10**20}, "more than once"),
        ({"quote": ""}, "required"),
        ({"quote": "One", "why": ""}, "required"),
    ],
)
def test_a_passage_is_refused_when_it_is_not_clear(browse, olga, ada, given, said):
    text = cast.add_text("One line and another line.", by=ada)
    answer = keep(browse(olga), text, **given)
    assert said in html(answer, 400)
    assert not Text.objects.filter(kind="insight").exists()


def test_a_passage_of_a_held_text_is_held_with_it(browse, olga, ben, held):
    page = keep(browse(ben), held, quote="two parts")
    kept = Text.objects.get(kind="insight")
    assert "notice--held" in html(page)
    for who in (ben, olga):
        assert "notice--held" in html(browse(who).get(f"/texts/{kept.pk}/"))
        assert str(kept.pk) not in html(browse(who).get(f"/texts/{held.pk}/"))


def form(**changes):
    return {
        "kind": "story",
        "body": "Pasted\r\nwords.",
        "language": "en",
        "author_name": "ink-2",
        "author_kind": "model",
        "author_family": "ink",
        "author_training": "instruct",
        "prompt_text": "Write about ink.",
        "prompt_elicitation": "task",
        "context": "user: Hello.\nassistant: Good day.\nWhat now?",
        "temperature": "0.5",
        "sampling": '{"max_tokens": 800}',
        "generated_at": "2026-03-01",
        "licence": "CC0-1.0",
        "redistributable": "on",
        **changes,
    }


def test_an_editor_pastes_a_text_with_all_that_is_known(browse, ada):
    page = browse(ada).post("/texts/add/", form(), follow=True)
    text = Text.objects.get()
    assert text.body == "Pasted\nwords."
    assert text.source.original is None
    assert text.source.sampling == {"temperature": 0.5, "max_tokens": 800}
    assert text.source.context == [
        {"role": "user", "content": "Hello."},
        {"role": "assistant", "content": "Good day.\nWhat now?"},
    ]
    assert text.source.author.family_stated is True
    assert text.source.brought_by == ada
    assert "ink-2" in html(page)


def test_little_is_enough_to_paste_a_text(browse, ada):
    least = {name: form()[name] for name in ("kind", "body", "language", "author_name")}
    few = {"author_kind": "human", "author_training": "unknown", "prompt_elicitation": "unknown"}
    assert browse(ada).post("/texts/add/", {**least, **few}).status_code == 302
    source = Text.objects.get().source
    assert source.prompt is None
    assert source.sampling == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": " "}, "required"),
        ({"context": "Hello."}, "Begin each turn"),
        ({"sampling": "[1]"}, "Must be a JSON object"),
        ({"author_name": ""}, "required"),
        ({"prompt_text": "", "prompt_key": "p1"}, "is empty"),
        ({"generated_at": "tomorrow"}, "valid date"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browse, ada, change, said):
    page = html(browse(ada).post("/texts/add/", form(**change)), 400)
    assert said in page
    assert 'aria-invalid="true"' in page
    assert not Text.objects.exists()


def test_what_was_typed_is_kept_when_the_key_is_taken(browse, ada):
    browse(ada).post("/texts/add/", form(key="k"))
    page = html(browse(ada).post("/texts/add/", form(key="k", body="Other.")), 400)
    assert "has a text with this key" in page
    assert "Other." in page


@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_adds_texts(browse, who, request):
    browser = browse(request.getfixturevalue(who))
    assert browser.get("/texts/add/").status_code == 403
    assert browser.post("/texts/add/", form()).status_code == 403


def test_names_to_choose_from_are_those_one_may_know(browse, ada, held):
    page = html(browse(ada).get("/texts/add/"))
    assert "mask-1" not in page
    assert "Masks" not in page


def test_prompt_page_groups_open_texts_by_family(browse, olga, ada):
    text = cast.add_text(by=ada)
    cast.add_text(by=ada, author=cast.author("Mo", kind="human"))
    said = words(browse(olga).get(f"/prompts/{text.source.prompt_id}/"))
    assert said.index("quill-1") < said.index("people")


@pytest.mark.parametrize("who", ["ada", "olga", "root"])
def test_prompt_page_is_not_there_when_it_is_known_through_held_texts(browse, held, who, request):
    browser = browse(request.getfixturevalue(who))
    assert browser.get(f"/prompts/{held.source.prompt_id}/").status_code == 404
    for name in ("authors", "prompts", "collections"):
        page = html(browser.get(f"/{name}/"))
        assert "mask-1" not in page
        assert "Masks" not in page


def test_queries_do_not_grow_with_the_lists(browse, ada, django_assert_max_num_queries):
    for n in range(10):
        cast.add_text(by=ada, author=cast.author(f"ink-{n}"), collection=f"C{n}")
    browser = browse(ada)
    for url, most in (
        ("/texts/", 14),
        ("/texts/?q=story&author.kind=model&sort=title", 17),
        (f"/texts/{Text.objects.first().pk}/", 17),
        ("/authors/", 6),
        ("/prompts/", 6),
        ("/collections/", 6),
        ("/imports/", 7),
        ("/jobs/", 8),
    ):
        with django_assert_max_num_queries(most):
            assert browser.get(url).status_code == 200
