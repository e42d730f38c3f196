"""Pages and REST of codebooks: the glossary, a motif's page, versions, citations, rechecks."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from accounts.models import ApiToken
from annotations.codebook_diff import words_changed
from annotations.models import Motif, Recheck
from annotations.services.codebooks import (
    add_example,
    create_motif,
    freeze_codebook,
    merge_motif,
    rename_motif,
    retire_motif,
    update_motif,
)
from annotations.services.tagging import TagDraft
from tests import cast
from tests.conftest import assert_problem
from tests.frame import pseudo

pytestmark = pytest.mark.django_db

BODY = "She counted the stairs. Nobody said a word, and then the bell rang twice."


@pytest.fixture
def text(ada):
    return cast.add_text(BODY, by=ada)


@pytest.fixture
def study(ada, ben, cleo, text):
    book = cast.codebook(ada, "stairs", "steps", "silence", name="Lexicon")
    return cast.study(ada, [text], ben, cleo, codebook=book)


@pytest.fixture
def book(study):
    return study.codebook


@pytest.fixture
def at(book):
    """Return a function that gives an address below the codebook."""
    return lambda path="": f"/codebooks/{book.pk}/{path}"


def motif(book, key: str) -> Motif:
    return book.motifs.get(key=key)


def test_a_codebook_reads_as_a_tree_with_what_is_no_longer_used_at_its_end(book, at, browse, ada):
    update_motif(motif=motif(book, "steps"), by=ada, parent=motif(book, "stairs"))
    merge_motif(motif=motif(book, "silence"), into=motif(book, "stairs"), by=ada)
    content = browse(ada).get(at()).content.decode()
    assert content.index("One part") < content.index('id="steps"')
    assert "<i>see</i>" in content[content.index("No longer used") :]


def test_the_pages_of_a_codebook_are_for_who_may_read_it(book, at, browse, ada, ben, olga):
    freeze_codebook(codebook=book, by=ada)
    read = ("", "motifs/stairs/", "versions/1/", "versions/1.json", "diff/", "diff.json")
    cite = ("versions/1/citation.bib", "versions/1/citation.json")
    for path in (*read, *cite):
        assert browse(ben).get(at(path)).status_code == 200, path
        assert browse(olga).get(at(path)).status_code == 404, path
    for path in ("motifs/stairs/change/", "motifs/stairs/split/", "motifs/new/"):
        assert browse(ada).get(at(path)).status_code == 200, path
        assert browse(ben).get(at(path)).status_code == 403, path
        assert browse(olga).get(at(path)).status_code == 404, path


@pytest.mark.parametrize("act", ["rename", "merge", "unmerge", "retire", "accept", "reject"])
def test_only_who_may_edit_changes_a_motif(act, book, at, browse, ben, olga):
    before = list(book.motifs.values())
    into = motif(book, "steps").pk
    given = {"name": "Other", "into": into, "why": "So."}
    assert browse(ben).post(at(f"motifs/stairs/{act}/"), given).status_code == 403
    assert browse(olga).post(at(f"motifs/stairs/{act}/"), given).status_code == 404
    assert list(book.motifs.values()) == before


def test_a_lead_renames_merges_and_retires_on_the_page(book, at, browse, ada):
    page = browse(ada)
    page.post(at("motifs/stairs/rename/"), {"name": "Staircases", "sigla": "sc"})
    page.post(at("motifs/stairs/merge/"), {"into": motif(book, "steps").pk})
    page.post(at("motifs/silence/retire/"), {"why": "Everywhere."})
    rows = {row.key: (row.name, row.status) for row in book.motifs.all()}
    assert rows["stairs"] == ("Staircases", "merged")
    assert rows["silence"] == ("Silence", "retired")
    content = page.get(at("motifs/stairs/")).content.decode()
    for said in ("“Stairs” → “Staircases”", "Merged into Steps", "<b>merged</b> by ada"):
        assert said in content
    # What happened to it is told on the page of what it went into, too, and by its name.
    content = page.get(at("motifs/steps/")).content.decode()
    assert "<i>Staircases</i> <b>merged</b> by ada" in content
    assert "<i>Steps</i>" not in content
    assert "“Everywhere.”" in page.get(at("motifs/silence/")).content.decode()
    page.post(at("motifs/stairs/unmerge/"), {"why": "They are two."})
    assert motif(book, "stairs").status == "active"
    for key in ("stairs", "steps"):
        content = page.get(at(f"motifs/{key}/")).content.decode()
        assert "<b>merge undone</b> by ada" in content
        assert "“They are two.”" in content


def test_the_history_says_what_was_changed_in_the_readers_language(
    book, at, browse, ada, bracketed
):
    update_motif(motif=motif(book, "stairs"), by=ada, counts_when="Somebody climbs.")
    page = browse(ada).get(at("motifs/stairs/"), headers={"accept-language": pseudo.CODE})
    said = f"{pseudo.OPEN}counts when{pseudo.CLOSE}"
    assert said in page.content.decode()


def test_a_motif_is_split_on_its_page(book, at, browse, ada):
    empty = {
        f"part-{n}-{field}": ""
        for n in range(4)
        for field in ("name", "key", "definition", "counts_when", "does_not_count_when")
    }
    given = empty | {
        "part-TOTAL_FORMS": "4",
        "part-INITIAL_FORMS": "0",
        "part-0-name": "Up",
        "part-0-key": "up",
        "part-0-definition": "They go up.",
    }
    answer = browse(ada).post(at("motifs/stairs/split/"), given, follow=True)
    assert "two or more" in answer.content.decode()
    assert motif(book, "stairs").status == "active"
    given |= {"part-1-name": "Down", "part-1-key": "down", "part-1-definition": "They go down."}
    browse(ada).post(at("motifs/stairs/split/"), given)
    assert set(motif(book, "stairs").split_into.values_list("key", flat=True)) == {"up", "down"}


def test_a_form_says_which_pattern_is_wrong_and_why(book, at, browse, ada):
    given = {
        "name": "Stairs",
        "definition": "There is stairs in it.",
        "patterns": "stair*\n*ly",
        "status": "active",
        "parent": motif(book, "steps").pk,
    }
    content = browse(ada).post(at("motifs/stairs/change/"), given).content.decode()
    assert "Pattern 2, “*ly”: At character 1" in content
    given["patterns"] = "stair*"
    assert browse(ada).post(at("motifs/stairs/change/"), given).status_code == 302
    changed = motif(book, "stairs")
    assert (changed.patterns, changed.parent.key) == (["stair*"], "steps")


def test_versions_are_compared_down_to_the_words(book, at, browse, api, ada, ben):
    stairs = motif(book, "stairs")
    update_motif(motif=stairs, by=ada, definition="There are steep stairs in it.")
    create_motif(codebook=book, key="bell", name="Bell", definition="It rings.", by=ada)
    content = browse(ben).get(at("diff/?from=1&to=3")).content.decode()
    assert "1 added, 1 changed, 0 removed, 2 the same." in content
    assert "<ins>" in content
    asked = {"from": 1, "to": 3}
    twin = browse(ben).get(at("diff.json"), asked).json()
    assert api(ben).get(f"/api/v1/codebooks/{book.pk}/diff/", asked).json() == twin
    (changed,) = twin["changed"]
    words = changed["parts"][0]["words"]
    assert {"where": "after", "words": "are steep"} in words
    # Left out, the newest two.
    assert browse(ben).get(at("diff.json")).json()["before"] == 2
    assert browse(ben).get(at("diff/?from=1&to=9")).status_code == 404
    assert_problem(api(ben).get(f"/api/v1/codebooks/{book.pk}/diff/", {"to": 9}), 404)


def test_both_wordings_are_kept_whole_in_a_comparison():
    before, after = "A bell, once.", "One bell, twice, and once more."
    runs = words_changed(before, after)
    assert "".join(run.words for run in runs if run.where != "after") == before
    assert "".join(run.words for run in runs if run.where != "before") == after


def test_a_version_says_how_it_is_cited(book, at, browse, ada, api):
    book.name = "100% {Bells} & Stairs"
    book.save()
    page = browse(ada)
    content = page.get(at("versions/1/")).content.decode()
    address = f"http://testserver/codebooks/{book.pk}/versions/1/"
    assert f"version 1 [codebook]. {address}" in content
    (csl,) = page.get(at("versions/1/citation.json")).json()
    assert (csl["title"], csl["version"], csl["URL"]) == ("100% {Bells} & Stairs", "1", address)
    bib = page.get(at("versions/1/citation.bib")).content.decode()
    name = r"{100\% \textbraceleft{}Bells\textbraceright{} \& Stairs}"
    assert f"{name}, version 1" in bib
    stored = book.versions.get()
    assert page.get(at("versions/1.json")).json()["content"] == stored.content
    one = api(ada).get(f"/api/v1/codebooks/{book.pk}/versions/1/").json()
    assert (one["sha256"], one["content"]) == (stored.sha256, stored.content)
    assert_problem(api(ada).get(f"/api/v1/codebooks/{book.pk}/versions/7/"), 404)


def test_the_files_of_a_version_take_tokens_as_well_as_sessions(book, at, client, ben, olga):
    def asked(path, person):
        token = ApiToken.objects.create(user=person)[1]
        return client.get(at(path), headers={"Authorization": f"Token {token}"})

    for path in ("versions/1.json", "versions/1/citation.bib", "versions/1/citation.json"):
        assert asked(path, ben).status_code == 200, path
        assert_problem(asked(path, olga), 404)
        assert_problem(client.get(at(path)), 401)
    assert asked("diff.json?from=1&to=1", ben).json()["unchanged"] == 3
    assert_problem(asked("diff.json", olga), 404)
    assert_problem(asked("diff.json?from=one", ben), 400)
    assert_problem(client.get(at("diff.json")), 401)


def test_anybody_reads_a_version_that_is_published_and_no_other(book, at, browse, ada, ben, olga):
    rename_motif(motif=motif(book, "stairs"), by=ada, name="Staircases")
    assert browse(None).get(at("versions/1/")).url.startswith("/accounts/login/")
    assert browse(olga).post(at("versions/1/publish/")).status_code == 404
    assert browse(ben).post(at("versions/1/publish/")).status_code == 403
    assert "Publish this version" not in browse(ben).get(at("versions/1/")).content.decode()
    assert "Publish this version" in browse(ada).get(at("versions/1/")).content.decode()
    browse(ada).post(at("versions/1/publish/"))
    for person in (None, olga, ben):
        page = browse(person).get(at("versions/1/"))
        assert page.status_code == 200
        content = page.content.decode()
        assert "Stairs" in content
        assert "anybody reads it here" in content
        # What else there is of the codebook is for who may read it.
        assert (f'href="{at()}"' in content) == (person == ben)
        for path in ("versions/1.json", "versions/1/citation.bib", "versions/1/citation.json"):
            assert browse(person).get(at(path)).status_code == 200, path
    for path in ("versions/2/", "", "diff/"):
        assert browse(None).get(at(path)).status_code == 302, path
        assert browse(olga).get(at(path)).status_code == 404, path
    assert_problem(browse(None).get(at("versions/2.json")), 401)
    assert_problem(browse(None).get(at("versions/7.json")), 401)
    assert_problem(browse(olga).get(at("versions/2.json")), 404)


def test_a_published_version_opens_whatever_becomes_of_its_motifs(book, at, browse, ada, api):
    address = f"/api/v1/codebooks/{book.pk}/versions/1/publish/"
    published = api(ada).post(address).json()["published_at"]
    assert api(ada).post(address).json()["published_at"] == published
    before = browse(None).get(at("versions/1.json")).content
    rename_motif(motif=motif(book, "stairs"), by=ada, name="Staircases")
    merge_motif(motif=motif(book, "stairs"), into=motif(book, "steps"), by=ada)
    retire_motif(motif=motif(book, "silence"), by=ada)
    assert browse(None).get(at("versions/1.json")).content == before
    assert browse(None).get(at("versions/1/")).status_code == 200


@pytest.mark.parametrize("field", ["definition", "counts_when", "does_not_count_when"])
def test_what_a_motif_means_has_a_length_that_can_be_kept_in_every_version(
    field, book, at, browse, api, ada
):
    one = motif(book, "stairs")
    long = {field: "w" * 10_001}
    assert_problem(api(ada).patch(f"/api/v1/motifs/{one.pk}/", long, format="json"), 400)
    form = {"name": "Stairs", "definition": "They go up.", "status": "active", **long}
    answer = browse(ada).post(at("motifs/stairs/change/"), form)
    assert "at most 10000 characters" in answer.content.decode()
    assert len(getattr(motif(book, "stairs"), field)) < 10_000


def test_only_who_may_change_a_codebook_publishes_a_version_over_rest(book, api, ada, ben, olga):
    address = f"/api/v1/codebooks/{book.pk}/versions/1/publish/"
    assert_problem(api(ben).post(address), 403)
    assert_problem(api(olga).post(address), 404)
    assert_problem(api(None).post(address), 401)
    assert_problem(api(ada).post(address.replace("/1/", "/7/")), 404)
    assert book.versions.get().published_at is None


def test_a_version_frozen_before_merges_were_known_keeps_its_hash(book, ada):
    (row, *_) = book.versions.get().content
    assert not {"merged_into", "split_from"} & row.keys()
    assert freeze_codebook(codebook=book, by=ada).number == 1


def test_over_rest_motifs_are_merged_split_and_placed(book, api, ada, ben, olga):
    stairs, steps = motif(book, "stairs"), motif(book, "steps")
    one = f"/api/v1/motifs/{stairs.pk}/"
    assert_problem(api(ben).post(f"{one}merge/", {"into": "steps"}, format="json"), 403)
    assert_problem(api(olga).post(f"{one}merge/", {"into": "steps"}, format="json"), 404)
    assert_problem(api(ada).post(f"{one}merge/", {"into": "nothing"}, format="json"), 400)
    assert_problem(api(ada).post(f"{one}merge/", {"onto": "steps"}, format="json"), 400)
    merged = api(ada).post(f"{one}merge/", {"into": "steps"}, format="json").json()
    assert (merged["status"], merged["merged_into"]) == ("merged", "steps")
    assert_problem(api(ada).post(f"{one}merge/", {"into": "silence"}, format="json"), 409)
    assert_problem(api(ada).patch(one, {"status": "active"}, format="json"), 409)
    other = f"/api/v1/motifs/{steps.pk}/"
    assert_problem(api(ben).post(f"{one}unmerge/", {}, format="json"), 403)
    assert_problem(api(olga).post(f"{one}unmerge/", {}, format="json"), 404)
    alone = api(ada).post(f"{one}unmerge/", {"why": "Two."}, format="json").json()
    assert (alone["status"], alone["merged_into"]) == ("active", None)
    assert_problem(api(ada).post(f"{one}unmerge/", {}, format="json"), 409)
    placed = api(ada).patch(other, {"parent": "silence"}, format="json").json()
    assert placed["parent"] == "silence"
    wrong = api(ada).patch(
        f"/api/v1/motifs/{motif(book, 'silence').pk}/", {"parent": "steps"}, format="json"
    )
    assert_problem(wrong, 400)
    assert_problem(api(ada).patch(other, {"patterns": ["*ly"]}, format="json"), 400)
    parts = [{"key": key, "name": key, "definition": key} for key in ("up", "down")]
    made = api(ada).post(f"{other}split/", {"into": parts}, format="json")
    assert [row["split_from"] for row in made.json()] == ["steps", "steps"]


def test_tags_say_what_they_count_as_and_are_found_by_it(study, book, text, ada, ben, api, browse):
    review = cast.read(study, text, ben, tags=[TagDraft("stairs", 0, 3)], submit=False)
    merge_motif(motif=motif(book, "stairs"), into=motif(book, "steps"), by=ada)
    (row,) = api(ben).get("/api/v1/tags/", {"motif": "steps"}).json()["results"]
    assert (row["motif"], row["counts_as"], row["codebook_version"]) == ("stairs", "steps", 1)
    (tag,) = api(ben).get(f"/api/v1/reviews/{review.pk}/").json()["tags"]
    assert (tag["motif"], tag["counts_as"]) == ("stairs", "steps")
    assert "tagged as Stairs" in browse(ben).get("/tags/").content.decode()
    content = browse(ben).get(f"/reviews/{review.pk}/").content.decode()
    data = content.split('id="review-data" type="application/json">')[1].split("</script>")[0]
    shown = {one["key"]: one for one in json.loads(data)["motifs"]}
    assert shown["stairs"]["name"] == "Steps (tagged as Stairs)"
    assert shown["stairs"]["sigla"] == shown["steps"]["sigla"]
    assert not shown["stairs"]["offered"]


@pytest.fixture
def asked(study, book, text, ada, ben):
    """Return what is asked of ben's submitted tag."""
    cast.read(study, text, ben, tags=[TagDraft("stairs", 0, 3)])
    merge_motif(motif=motif(book, "stairs"), into=motif(book, "steps"), by=ada)
    return Recheck.objects.get()


def test_rechecks_are_their_readers_own(asked, api, browse, ada, ben, cleo, olga, root):
    counts = {
        user.username: api(user).get("/api/v1/rechecks/").json()["count"]
        for user in (ada, ben, cleo, olga, root)
    }
    # The lead counts it, and is shown the row only once the text's source is open to her.
    assert counts == {"ada": 0, "ben": 1, "cleo": 0, "olga": 0, "root": 0}
    page = browse(ada).get("/rechecks/").content.decode()
    assert "one tag waits for its reader" in page
    assert ">She<" not in page
    assert "one tag waits" not in browse(olga).get("/rechecks/").content.decode()
    for user in (ada, cleo, olga, root):
        answer = api(user).post(
            f"/api/v1/rechecks/{asked.pk}/decide/", {"decision": "keep"}, format="json"
        )
        assert_problem(answer, 404)


def test_a_lead_sees_the_rows_of_readings_open_to_them(ada, ben, text, api):
    book = cast.codebook(ada, "stairs", name="Open book")
    study = cast.study(ada, [text], ben, codebook=book, blind=False)
    cast.read(study, text, ben, tags=[TagDraft("stairs", 0, 3)])
    retire_motif(motif=motif(book, "stairs"), by=ada)
    (row,) = api(ada).get("/api/v1/rechecks/", {"study": study.pk}).json()["results"]
    assert (row["reviewer"], row["quote"], row["why"]) == ("ben", "She", "retired")


def test_a_submitted_tag_is_decided_with_the_reopening_that_is_asked_for(asked, api, ben):
    address = f"/api/v1/rechecks/{asked.pk}/decide/"
    retag = {"decision": "retag", "motif": "steps"}
    assert_problem(api(ben).post(address, retag, format="json"), 409)
    assert_problem(api(ben).post(address, {"decision": "retag"}, format="json"), 400)
    assert_problem(api(ben).post(address, {"decision": "drop"}, format="json"), 400)
    done = api(ben).post(address, {**retag, "reopen": True}, format="json")
    assert (done.status_code, done.json()["state"]) == (200, "retagged")
    assert done.json()["review_state"] == "draft"


def test_home_study_and_codebook_lead_to_what_is_asked(asked, study, browse, ben, ada):
    for path in ("/", f"/studies/{study.pk}/", f"/codebooks/{study.codebook_id}/"):
        content = browse(ben).get(path).content.decode()
        assert "One tag of yours" in content
        assert "/rechecks/?" in content
    assert "One tag waits" in browse(ada).get(f"/studies/{study.pk}/").content.decode()


def test_on_the_page_a_decision_reopens_and_goes_to_the_reading(asked, browse, ben):
    page = browse(ben)
    assert "has to be submitted again" in page.get("/rechecks/?state=open").content.decode()
    address = f"/rechecks/{asked.pk}/decide/"
    assert page.post(address, {"decision": "retag:steps"}, follow=True).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "open"
    answer = page.post(address, {"decision": "retag:steps", "reopen": "on"})
    assert answer.url == f"/reviews/{asked.review_id}/"
    asked.refresh_from_db()
    assert (asked.state, asked.chosen.key) == ("retagged", "steps")


def test_words_become_an_example_from_the_page_of_a_text(book, text, at, browse, ada, ben, olga):
    address = f"/texts/{text.pk}/example/"
    assert browse(olga).get(address).status_code == 403
    assert address in browse(ada).get(f"/texts/{text.pk}/").content.decode()
    assert address not in browse(ben).get(f"/texts/{text.pk}/").content.decode()
    given = {"motif": motif(book, "stairs").pk, "start": 12, "end": 22, "quote": "the stairs"}
    assert browse(ada).post(address, given).url == at("motifs/stairs/")
    example = motif(book, "stairs").spans.get()
    content = browse(ada).get(at("motifs/stairs/")).content.decode()
    assert f"/texts/{text.pk}/#at=12-22" in content
    remove = at(f"motifs/stairs/examples/{example.pk}/remove/")
    assert browse(ben).post(remove).status_code == 403
    browse(ada).post(remove)
    assert not motif(book, "stairs").spans.exists()


def test_motifs_of_one_name_are_told_apart_by_their_codebook(book, text, browse, ada):
    name = motif(book, "stairs").name
    cast.codebook(ada, "stairs", name="Another book").motifs.update(name=name)
    page = browse(ada).get(f"/texts/{text.pk}/example/").content.decode()
    offered = re.findall(r"<option value=.\d+.>([^<]*)</option>", page)
    assert f"{book.name}: {name}" in offered
    assert offered[0] == f"Another book: {name}"
    assert len(set(offered)) == len(offered)


def test_the_page_of_a_codebook_asks_few_queries(
    book, at, browse, ada, django_assert_max_num_queries
):
    for number in range(30):
        create_motif(codebook=book, key=f"m{number}", name=f"M {number}", definition="M.", by=ada)
    browser = browse(ada)
    with django_assert_max_num_queries(8):
        assert browser.get(at()).status_code == 200


def test_an_example_added_twice_or_without_words_is_refused(book, text, browse, at, ada):
    add_example(motif=motif(book, "stairs"), text_id=text.pk, start=12, end=22, by=ada)
    rename_motif(motif=motif(book, "stairs"), by=ada, name="Flights")
    address = f"/texts/{text.pk}/example/"
    given = {"motif": motif(book, "stairs").pk, "start": 12, "end": 22, "quote": ""}
    content = browse(ada).post(address, given).content.decode()
    assert "among the motif" in content
    assert motif(book, "stairs").spans.count() == 1


def test_headings_leave_out_no_level(study, at, browse, ada):
    page = browse(ada).get(at()).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert 3 in levels
    assert all(after <= before + 1 for before, after in pairwise(levels))
