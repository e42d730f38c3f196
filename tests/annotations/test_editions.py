"""Commented editions: what may be published, what anybody reads, and what a hold keeps back."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotations.models import Edition
from annotations.services import studies
from annotations.services.codebooks import merge_motif, propose_motif, update_motif
from annotations.services.editions import publish_edition, withdraw_edition
from annotations.services.reviewing import reopen_review, save_review, submit_review
from annotations.services.suggestions import accept_suggestion
from annotations.services.tagging import TagDraft
from annotations.suggestion_gates import visible_suggestions
from corpus import jobs
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.models import Event, Job
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
BODY = "The stairs counted her back.\n\nNobody else did; <b>nobody</b> & she.\nShe forgot."


@pytest.fixture
def text(ada):
    return cast.add_text(
        BODY,
        by=ada,
        title="Stairs",
        prompt={"key": "p1", "text": "Write about stairs.", "system": "Be brief."},
        sampling={"temperature": 0.7},
        generated_at="2026-03-01T10:00:00Z",
        source_url="https://example.org/run",
    )


@pytest.fixture
def study(ada, ben, cleo, text):
    """Return a closed study of one text that ben and cleo have read alike, but for a note."""
    made = cast.study(ada, [text], ben, cleo)
    cast.read(made, text, ben, tags=[TagDraft("stairs", 4, 10, "Seven."), TagDraft("silence")])
    cast.read(
        made, text, cleo, value=4, tags=[TagDraft("stairs", 4, 10), TagDraft("silence", 0, 40)]
    )
    return studies.close_study(study=made, by=ada)


def publish(study, text, by, **fields) -> Edition:
    readings = list(study.reviews.values_list("pk", flat=True))
    return publish_edition(
        **{
            "study": study,
            "text_id": text.pk,
            "by": by,
            "readings": readings,
            "title": "Stairs & others",
            "edited_by": "Ada L.",
            **fields,
        }
    )


def address(edition: Edition, ending: str = "/") -> str:
    return reverse("edition_detail", args=[edition.pk]).rstrip("/") + ending


def test_anybody_reads_an_edition_and_no_reader_is_named(study, text, ada, olga, browse):
    edition = publish(study, text, ada)
    for person in (None, olga):
        page = browse(person).get(address(edition))
        words = page.content.decode()
        assert page.status_code == 200
        for said in ("Stairs &amp; others", "quill-1", "Write about stairs.", "Be brief.", "0.7"):
            assert said in words
        assert "&lt;b&gt;nobody&lt;/b&gt; &amp; she." in words
        assert "Reader A" in words
        assert "There is stairs in it." in words
        for name in ("ben", "cleo"):
            assert name not in words
    told = browse(None).get(address(edition, ".json"))
    assert "ben" not in told.content.decode()
    content = told.json()["content"]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == told.json()["sha256"]
    named = publish(study, text, ada, names=True)
    assert "ben" in browse(None).get(address(named)).content.decode()


def test_notes_on_the_whole_text_have_their_numbers_too(study, text, ada, browse):
    page = browse(ada).get(address(publish(study, text, ada))).content.decode()
    whole = page.partition('class="edition__whole"')[2].partition("</aside>")[0]
    assert "<b>1</b>" in whole
    assert "<b>2 " in page


def test_no_table_of_ratings_stands_where_the_study_has_no_scales(ada, ben, text, browse):
    made = cast.study(ada, [text], ben, open_it=False)
    studies.replace_scales(study=made, by=ada, scales=[])
    studies.open_study(study=made, by=ada, accept_names=True)
    cast.read(made, text, ben)
    edition = publish(studies.close_study(study=made, by=ada), text, ada)
    for page in (address(edition), reverse("talk", args=[made.pk, text.pk])):
        content = browse(ada).get(page).content.decode()
        assert "Submitted" in content
        assert '<th scope="col">scale</th>' not in content


def test_equal_tags_are_one_note_and_no_word_of_the_text_is_lost(study, text, ada, browse):
    page = browse(None).get(address(publish(study, text, ada))).context["page"]
    assert [(note.motif.key, note.start, note.readers) for note in page.notes] == [
        ("silence", None, ("A",)),
        ("silence", 0, ("B",)),
        ("stairs", 4, ("A", "B")),
    ]
    said = ["".join(run.piece.words for run in runs) for runs in page.paragraphs]
    assert said == BODY.split("\n\n")
    assert [dot.readers for dot in page.scales[0].dots] == ["A", "B"]


def test_more_notes_than_the_margin_holds_stand_below_the_text(ada, ben, text, browse):
    made = cast.study(ada, [text], ben, blind=False)
    few = [TagDraft("stairs", 4, 10, "Seven.")]
    review = cast.read(made, text, ben, tags=few)
    page = browse(None).get(address(publish(made, text, ada)))
    assert "edition--crowded" not in page.content.decode()
    reopen_review(review=review, by=ben)
    many = [TagDraft("stairs", n, n + 3, "Counted once more, at length. " * 4) for n in range(9)]
    save_review(review=review, by=ben, version=None, tags=many)
    submit_review(review=review, by=ben)
    page = browse(None).get(address(publish(made, text, ada)))
    assert "edition--crowded" in page.content.decode()


def test_notes_that_would_stand_pages_below_their_words_stand_below_the_text(
    ada, ben, text, browse
):
    words = "He went home, and nobody said a word of it. "
    noted = "A long note, such as one writes on the first page of a story. " * 3
    for begins, is_crowded in ((0, True), (3_500, False)):
        # Ten notes at one place, or the last of them pages on: a margin has room for these.
        text = cast.add_text(f"{begins} {words * 200}", by=ada)
        made = cast.study(ada, [text], ben, blind=False)
        places = [*range(5, 50, 9), *range(begins + 50, begins + 95, 9)]
        tags = [TagDraft("stairs", place, place + 3, noted) for place in places]
        cast.read(made, text, ben, tags=tags)
        page = browse(None).get(address(publish(made, text, ada)))
        assert ("edition--crowded" in page.content.decode()) == is_crowded


def test_an_edition_is_cited_in_three_ways(study, text, ada, browse):
    edition = publish(study, text, ada)
    bib = browse(None).get(address(edition, ".bib"))
    assert bib["Content-Type"].startswith("application/x-bibtex")
    assert r"title = {{Stairs \& others}}" in bib.content.decode()
    csl = browse(None).get(address(edition, ".csl.json"))
    assert csl["Content-Type"] == "application/vnd.citationstyles.csl+json"
    (item,) = csl.json()
    assert item["URL"] == f"http://testserver{address(edition)}"
    assert item["author"] == [{"literal": "quill-1"}]
    assert "Stairs &amp; others" in browse(None).get(address(edition)).content.decode()


def test_what_is_published_is_frozen(study, text, ada, browse):
    edition = publish(study, text, ada)
    before = browse(None).get(address(edition, ".json")).json()
    motif = study.codebook.motifs.get(key="stairs")
    update_motif(motif=motif, by=ada, definition="Something else entirely.")
    assert browse(None).get(address(edition, ".json")).json() == before
    assert "Something else" not in browse(None).get(address(edition)).content.decode()


def test_a_reading_is_published_as_it_was_before_its_reader_saw_the_source(ada, ben, text):
    made = cast.study(ada, [text], ben)
    review = cast.read(made, text, ben, value=2)
    review = reopen_review(review=review, by=ben)
    save_review(review=review, by=ben, version=None, comment="Seen it now.")
    submit_review(review=review, by=ben)
    studies.close_study(study=made, by=ada)
    content = json.loads(publish(made, text, ada).content)
    assert content["readings"][0]["comment"] == ""
    assert content["readings"][0]["after_seeing_the_source"] is False


def test_only_a_lead_publishes_and_withdraws(study, text, ben, olga, root, ada, api, browse):
    wanted = {
        "study": study.pk,
        "text": str(text.pk),
        "readings": [study.reviews.first().pk],
        "title": "Mine",
    }
    for person in (ben, olga, root):
        assert_problem(api(person).post(f"{V1}editions/", wanted), 403)
        page = reverse("edition_publish", args=[study.pk, text.pk])
        assert browse(person).get(page).status_code == 403
    made = api(ada).post(f"{V1}editions/", wanted)
    assert made.status_code == 201
    assert made.json()["content"]["text"]["body"] == BODY
    at = f"{V1}editions/{made.json()['id']}/withdraw/"
    assert_problem(api(ben).post(at, {"why": "x"}), 403)
    assert_problem(api(ada).post(at, {"why": " "}), 400)
    assert_problem(api(ada).post(f"{V1}editions/", {**wanted, "readings": [10_000]}), 400)
    assert_problem(api(ada).post(f"{V1}editions/", {**wanted, "colour": 1}), 400)


def test_what_may_not_be_passed_on_is_refused_with_the_reason(ada, ben, browse):
    kept = cast.add_text(by=ada, redistributable=False)
    made = cast.study(ada, [kept], ben, blind=False)
    cast.read(made, kept, ben)
    with pytest.raises(Refused, match="not to be passed on"):
        publish(made, kept, ada)
    page = browse(ada).get(reverse("edition_publish", args=[made.pk, kept.pk]))
    assert "marked not to be passed on" in page.content.decode()
    assert "<textarea" not in page.content.decode()


def test_an_open_blind_study_publishes_nothing(ada, ben, text):
    made = cast.study(ada, [text], ben)
    cast.read(made, text, ben)
    with pytest.raises(Refused, match="blind and open"):
        publish(made, text, ada)
    other = cast.study(ada, [text], ben, blind=False, name="Beside it")
    cast.read(other, text, ben)
    with pytest.raises(Refused, match="holds the source"):
        publish(other, text, ada)


def test_while_a_hold_covers_its_text_an_edition_only_waits(
    study, text, ada, ben, olga, root, browse, api
):
    edition = publish(study, text, ada)
    later = cast.study(ada, [text], ben, name="Again, blind")
    for person in (None, olga, root, ada, ben):
        page = browse(person).get(address(edition))
        assert page.status_code == 404
        assert "This edition waits" in page.content.decode()
        assert "Stairs" not in page.content.decode()
        for ending in (".json", ".bib", ".csl.json"):
            assert_problem(browse(person).get(address(edition, ending)), 404)
    assert api(olga).get(f"{V1}editions/").json()["count"] == 0
    assert_problem(api(olga).get(f"{V1}editions/{edition.pk}/"), 404)
    assert "Stairs &amp; others" not in browse(olga).get("/").content.decode()
    cast.read(later, text, ben)
    assert browse(ben).get(address(edition)).status_code == 200
    studies.close_study(study=later, by=ada)
    assert browse(None).get(address(edition)).status_code == 200


def test_files_of_an_edition_that_is_not_there_are_refused_as_problems(study, text, ada, browse):
    publish(study, text, ada)
    for ending in (".json", ".bib", ".csl.json"):
        assert_problem(browse(None).get(f"/editions/{uuid.uuid4()}{ending}"), 404)


def test_a_new_version_supersedes_and_a_withdrawn_one_leaves_the_reason(
    study, text, ada, browse, api
):
    first = publish(study, text, ada)
    second = publish(study, text, ada, title="Stairs, again")
    assert (second.number, second.previous) == (2, first)
    page = browse(None).get(address(first)).content.decode()
    assert address(second) in page
    assert "superseded" in page
    rows = api(ada).get(f"{V1}editions/").json()["results"]
    assert [(row["number"], row["superseded"]) for row in rows] == [(2, False), (1, True)]
    assert api(ada).get(f"{V1}editions/?current=yes").json()["count"] == 1
    assert api(ada).get(f"{V1}editions/?current=no&q=others").json()["count"] == 1
    form = {"why": "A reader asked for it."}
    browse(ada).post(address(second, "/withdraw/"), form)
    gone = browse(None).get(address(second))
    assert gone.status_code == 410
    assert "A reader asked for it." in gone.content.decode()
    assert "counted her back" not in gone.content.decode()
    assert_problem(browse(None).get(address(second, ".bib")), 410)
    assert "superseded" not in browse(None).get(address(first)).content.decode()
    assert api(ada).get(f"{V1}editions/{second.pk}/").json()["content"] is None
    with pytest.raises(Refused):
        withdraw_edition(edition=second, by=ada, why="Twice")
    verbs = Event.objects.filter(subject="edition").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["edition_published", "edition_published", "edition_withdrawn"]


def test_an_edition_is_published_by_its_form_and_listed(study, text, ada, olga, browse):
    page = reverse("edition_publish", args=[study.pk, text.pk])
    assert not browse(ada).get(page).context["form"]["names"].value()
    chosen = study.reviews.order_by("pk").last()
    given = {"title": "By hand", "introduction": "One\r\ntwo", "readings": [str(chosen.pk)]}
    done = browse(ada).post(page, given)
    edition = Edition.objects.get()
    assert done["Location"] == address(edition)
    assert (edition.introduction, edition.names) == ("One\ntwo", False)
    assert [row.review for row in edition.submissions.all()] == [chosen]
    for where in ("/", "/editions/", reverse("text_detail", args=[text.pk])):
        assert "By hand" in browse(olga).get(where).content.decode()
    assert browse(olga).get("/editions.json").json()["count"] == 1
    assert browse(None).get("/editions/").status_code == 302
    missing = browse(None).get(f"/editions/{uuid.uuid4()}/")
    assert missing.status_code == 404


def test_the_form_of_a_new_version_begins_with_what_the_last_one_said(study, text, ada, browse):
    publish(study, text, ada, introduction="Read before us.\n\nAnd since.")
    path = reverse("edition_publish", args=[study.pk, text.pk])
    begun = browse(ada).get(path).context["form"].initial
    assert begun["title"] == "Stairs & others"
    assert begun["introduction"] == "Read before us.\n\nAnd since."
    assert begun["edited_by"] == "Ada L."


def test_services_refuse_others_and_empty_choices(study, text, ada, ben):
    with pytest.raises(NotAllowed):
        publish(study, text, ben)
    for wrong in ({"readings": []}, {"title": "  "}):
        with pytest.raises(Invalid):
            publish(study, text, ada, **wrong)
    edition = publish(study, text, ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(withdrawn_by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(title="")


def test_a_text_from_right_to_left_has_its_notes_at_its_left(ada, ben, browse):
    text = cast.add_text("הדלת הייתה פתוחה. אף אחד לא נכנס.", by=ada, language="he")
    made = cast.study(ada, [text], ben, blind=False)
    cast.read(made, text, ben, tags=[TagDraft("stairs", 0, 4)])
    words = browse(None).get(address(publish(made, text, ada))).content.decode()
    assert '<article class="edition__text" dir="rtl" lang="he"' in words


def test_a_proposal_that_nobody_accepted_is_not_published(ada, ben, text, browse):
    made = cast.study(ada, [text], ben)
    mine, other = (
        propose_motif(study=made, by=ben, name=name, definition=f"{name}.")
        for name in ("Unaccepted", "Taken up")
    )
    tags = [TagDraft(mine.key, 0, 3), TagDraft(other.key, 4, 10), TagDraft("stairs", 4, 10)]
    cast.read(made, text, ben, tags=tags)
    studies.close_study(study=made, by=ada)
    merge_motif(motif=other, into=made.codebook.motifs.get(key="stairs"), by=ada)
    edition = publish(made, text, ada)
    for ending in ("/", ".json"):
        words = browse(None).get(address(edition, ending)).content.decode()
        assert "stairs" in words
        for name in ("Unaccepted", "Taken up", mine.key, other.key):
            assert name not in words
    (reading,) = json.loads(edition.content)["readings"]
    assert [(tag["motif"], tag["start"]) for tag in reading["tags"]] == [("stairs", 4)]


def test_a_merged_motif_is_published_under_what_it_counts_as(study, text, ada, browse):
    motifs = study.codebook.motifs
    merge_motif(motif=motifs.get(key="silence"), into=motifs.get(key="stairs"), by=ada)
    page = browse(None).get(address(publish(study, text, ada))).context["page"]
    named = {note.motif.key: (note.motif.name, note.motif.sigla) for note in page.notes}
    sigla = motifs.get(key="stairs").sigla
    assert named["silence"] == ("Stairs (tagged as Silence)", sigla)
    assert named["stairs"] == ("Stairs", sigla)


def test_what_came_of_a_suggestion_says_so_and_numbers_no_row(ada, ben, text, browse):
    book = cast.codebook(ada, name="Patterns")
    update_motif(motif=book.motifs.get(key="stairs"), patterns=["stairs"], by=ada)
    made = cast.study(ada, [text], ben, codebook=book, blind=False, suggestions="shown")
    jobs.run(Job.objects.get(kind="suggest", state=Job.State.QUEUED).pk)
    review = cast.read(made, text, ben, submit=False)
    (row,) = visible_suggestions(ben)
    accept_suggestion(suggestion=row, by=ben)
    submit_review(review=review, by=ben)
    edition = publish(made, text, ada)
    (reading,) = json.loads(edition.content)["readings"]
    assert set(reading["tags"][0]["suggestion"]) == {"detector", "version", "pattern"}
    page = browse(None).get(address(edition)).content.decode()
    assert page.count("accepted from a suggestion by A") == 2


def test_a_reading_is_published_as_it_was_before_its_suggestions_were_compared(ada, ben, text):
    made = cast.study(ada, [text], ben, blind=False, suggestions="after_submit")
    review = cast.read(made, text, ben, tags=[TagDraft("stairs", 4, 10)])
    review = reopen_review(review=review, by=ben)
    save_review(review=review, by=ben, version=None, tags=[TagDraft("silence")])
    submit_review(review=review, by=ben)
    (reading,) = json.loads(publish(made, text, ada).content)["readings"]
    assert [tag["motif"] for tag in reading["tags"]] == ["stairs"]
