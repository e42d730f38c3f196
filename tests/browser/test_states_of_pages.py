"""The other pages, filled, empty, refused and broken: none has a fault in any state."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from annotations.services.codebooks import (
    add_example,
    create_motif,
    freeze_codebook,
    merge_motif,
    retire_motif,
    update_motif,
)
from annotations.services.editions import publish_edition, withdraw_edition
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from annotations.services.talk import add_comment, resolve_comment, withdraw_comment
from corpus import jobs
from corpus.models import Job
from tests import cast
from tests.browser.review_room import STORY, pick
from tests.browser.states import Looking
from tests.corpus.making import begin as begin_import
from tests.corpus.making import import_rows, record
from themes.services import request_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def looks(desk):
    """Return a function that seats somebody; colours on their way are judged as they pass."""

    def seated(user: User, **options) -> Looking:
        seat = desk(user, reduced_motion="reduce", **options)
        return Looking(seat.page, seat.address)

    return seated


@pytest.fixture
def read(ada, ben, cleo):
    """Return a study and its text, which ben and cleo have read."""
    text = cast.add_text(STORY, by=ada)
    made = cast.study(ada, [text], ben, cleo)
    cast.read(made, text, ben, tags=[TagDraft("stairs", 0, 11, "Seven."), TagDraft("silence")])
    cast.read(made, text, cleo, value=4, tags=[TagDraft("silence", 4, 28)])
    return made, text


def test_no_state_of_the_talk_has_a_fault(ben, cleo, looks, read):
    made, text = read
    at = {"study": made, "text_id": text.pk}
    said = add_comment(**at, by=cleo, body="Read it aloud.", start=0, end=11)
    add_comment(**at, by=ben, body="I did.", reply_to=said.pk)
    resolve_comment(comment=add_comment(**at, by=cleo, body="Settled."), by=cleo)
    withdraw_comment(comment=add_comment(**at, by=ben, body="Gone."), by=ben)
    looking = looks(ben)
    page = looking.page
    looking.open(f"/studies/{made.pk}/texts/{text.pk}/talk/", narrow=True)
    expect(page.locator("[data-talk][data-ready]")).to_be_attached()
    pick(page, "boy looked up")
    looking.see("words selected", narrow=True)
    page.get_by_role("button", name="Comment on these words").click()
    looking.see("words to be commented on")
    page.locator("[data-say] textarea").fill("Which word?")
    page.locator("[data-say] button:not([type=button])").click()
    expect(page.locator("[data-threads] .note--active")).to_have_count(1)
    page.locator("[name=reader]").first.uncheck()
    looking.see("commented, and one reader left out")
    looking.send("[data-say]", body=" ")
    page.go_back()
    looking.send("form[action='/memos/new/']", body="")
    looking.open("/memos/")
    looking.send("form[action='/memos/new/']", body="A memo.")
    page.get_by_role("link", name="change").first.click()
    looking.send("main form.stack", body="", narrow=True)
    own = ben.comments.filter(withdrawn_at=None).last()
    looking.open(f"/comments/{own.pk}/change/")
    looking.send("main form.stack", body=" ", narrow=True)
    assert not looking.found(), looking.found()


def test_no_state_of_the_concordance_has_a_fault(ada, ben, looks):
    texts = [cast.add_text(f"Door {n}: a door, the door.", by=ada) for n in range(2)]
    for language in ("he", "und", "fr-CA"):
        texts.append(cast.add_text(f"A door in {language}", by=ada, language=language))
    study = cast.study(ada, texts, ben, blind=False)
    looking = looks(ben)
    page = looking.page
    boxes = page.locator("[name=line]")
    # The second time each is left out, being tagged already.
    for told in ("lines tagged", "lines left out"):
        looking.open(f"/concordance/?q=door&study={study.pk}", narrow="tagged" in told)
        boxes.nth(0).click()
        boxes.nth(3).click(modifiers=["Shift"])
        looking.see("lines chosen")
        page.locator("[data-count]").click()
        expect(page.get_by_text(told)).to_be_visible()
        looking.see(told)
    for query in ("q=zzz", "q=door&by=author.family", "q=door&window=9999", "q=a&kind=b", "q=*"):
        looking.open(f"/concordance/?{query}", narrow="=b" in query)
    assert not looking.found(), looking.found()


def changed_codebook(lead: User, reader: User):
    """Return a codebook of two versions, with a motif merged, one retired, and their text."""
    text = cast.add_text(STORY, by=lead)
    book = cast.codebook(lead, "stairs", "silence", "bell", "gone", "old")
    stairs, silence, bell, gone, old = book.motifs.order_by("pk")
    words = {"key": "landing", "name": "Landing", "definition": "Flat."}
    create_motif(codebook=book, by=lead, parent=stairs, **words)
    study = cast.study(lead, [text], reader, codebook=book)
    cast.read(study, text, reader, tags=[TagDraft("gone", 0, 11)], submit=False)
    merge_motif(motif=gone, into=bell, by=lead)
    retire_motif(motif=old, by=lead, why="Old.")
    update_motif(motif=silence, by=lead, definition="There is no sound.", counts_when="Nobody.")
    freeze_codebook(codebook=book, by=lead)
    add_example(motif=bell, text_id=text.pk, start=0, end=11, by=lead)
    add_example(motif=bell, text_id=text.pk, start=4, end=28, by=lead, is_counter=True)
    return book, text


def test_no_state_of_a_codebook_has_a_fault(ada, ben, looks):
    book, text = changed_codebook(ada, ben)
    at = f"/codebooks/{book.pk}/"
    looking = looks(ada)
    page = looking.page
    looking.open(at, narrow=True)
    for words in ("fla", "zzzz"):
        page.get_by_label("Find a motif").fill(words)
        looking.see(f"looked for {words}")
    for path in ("diff/?from=1&to=2", "diff/?from=1&to=1", "versions/1/", "motifs/gone/"):
        looking.open(at + path, narrow="to=2" in path)
    looking.send("form[action$='/unmerge/']", why="")
    for act, field in (("rename", "name"), ("merge", "into")):
        looking.open(f"{at}motifs/landing/", narrow=act == "merge")
        looking.send(f"form[action$='/{act}/']", **{field: ""})
    looking.open(f"{at}motifs/bell/split/")
    looking.send("main form.stack", narrow=True)
    looking.open(f"{at}motifs/bell/change/")
    looking.send("main form.stack", definition="", patterns="([", narrow=True)
    looking.open("/codebooks/new/")
    looking.send("main form.stack")
    looking.open(f"/texts/{text.pk}/example/", narrow=True)
    looking.send("[data-example-form]")
    reader = looks(ben)
    reader.open("/rechecks/", narrow=True)
    found = looking.faults + reader.faults
    assert not found, "\n".join(found)


def test_no_state_of_an_edition_has_a_fault(ada, looks, read):
    made, text = read
    form = f"/studies/{made.pk}/texts/{text.pk}/edition/"
    looking = looks(ada)
    looking.open(form)
    close_study(study=made, by=ada)
    looking.open(form)
    looking.send("main form.stack", title="", narrow=True)
    readings = list(made.reviews.values_list("pk", flat=True))
    edition, _ = [
        publish_edition(
            study=made, text_id=text.pk, by=ada, readings=readings, title=title, introduction="On."
        )
        for title in ("Stairs", "Stairs, again")
    ]
    at = f"/editions/{edition.pk}/"
    # The first is superseded by the second.
    looking.open(at, narrow=True)
    looking.print(at)
    looking.send("form[action$='/withdraw/']", why="")
    withdraw_edition(edition=edition, by=ada, why="No.")
    looking.open(at)
    looking.open(f"/studies/{made.pk}/", narrow=True)
    assert not looking.found(), looking.found()


def test_no_state_of_a_study_has_a_fault(ada, ben, looks):
    texts = [cast.add_text("The stairs of quill-1.", by=ada), cast.add_text(by=ada)]
    made = cast.study(ada, texts, ben, open_it=False, guidelines="Not by quill-1.")
    at = f"/studies/{made.pk}/"
    looking = looks(ada)
    page = looking.page
    looking.open(at, narrow=True)
    looking.send("form[action$='/open/']", narrow=True)
    looking.open(at)
    looking.send("form[action$='/members/'].stack")
    looking.open(at + "settings/")
    looking.send("main form.stack", name="", reviewers_per_text="0", narrow=True)
    looking.open(at + "scales/", narrow=True)
    looking.send("form[action$='/scales/resonance/']", question="")
    looking.send("form[action$='/scales/new/']")
    for path in ("texts/", "texts/choose/", "texts/choose/?q=zzz", "texts/choose/?kind=no"):
        looking.open(at + path, narrow=path == "texts/choose/")
    looking.open(at)
    looking.send("form[action$='/open/']")
    page.get_by_role("button", name="Accept all these names").click()
    looking.open(at, narrow=True)
    looking.send("form[action$='/unblind/']", why="")
    looking.open("/studies/new/")
    looking.send("main form.stack", narrow=True)
    assert not looking.found(), looking.found()


def test_no_list_that_is_asked_for_what_is_not_there_has_a_fault(ada, looks):
    cast.add_text(by=ada)
    looking = looks(ada)
    for path in ("texts", "authors", "prompts", "collections", "studies", "codebooks"):
        looking.open(f"/{path}/?q=zzz")
    for path in ("texts/?kind=no&sort=no", "authors/?kind=no", "prompts/?elicitation=no"):
        looking.open(f"/{path}", narrow="texts" in path)
    for path in (
        "jobs/?state=no&kind=no",
        "readings/?state=no",
        "tags/?study=no",
        "rechecks/?moon=1",
    ):
        looking.open(f"/{path}")
    for path in ("comments/?resolved=no", "reports/?study=999", "suggestions/", "ratings/"):
        looking.open(f"/{path}")
    assert not looking.found(), looking.found()


def test_no_state_of_an_import_or_a_job_has_a_fault(ada, looks):
    looking = looks(ada)
    looking.open("/imports/", narrow=True)
    looking.send("form[enctype]", narrow=True)
    waits = begin_import(record(), by=ada)
    looking.open(f"/imports/{waits.pk}/")
    until = timezone.now() + timedelta(hours=1)
    running = {"state": "running", "done": 3, "total": 7, "lease_until": until}
    Job.objects.filter(pk=waits.job_id).update(**running)
    waits.state, waits.lines_done = "running", 3
    waits.save()
    looking.open(f"/imports/{waits.pk}/", narrow=True)
    looking.open(f"/jobs/{waits.job_id}/", narrow=True)
    lines = [record(key=f"k{n}", body=f"Body {n}.") for n in range(3)]
    done = import_rows(*lines, b"no line\n", record(key="k1", body="Another."), by=ada)
    again = import_rows(record(key="k1", body="Body 1.", title="Differs"), by=ada, name="b.jsonl")
    broken = import_rows(content=b"\xff\xfe\x00nothing", by=ada, name="c.jsonl")
    for run in (done, again, broken):
        looking.open(f"/imports/{run.pk}/", narrow=run is not broken)
    Job.objects.create(kind="analyse", state="failed", error="Tried <5> times.")
    looking.open("/jobs/", narrow=True)
    assert not looking.found(), looking.found()


def test_no_form_of_a_text_or_a_report_has_a_fault(ada, looks):
    text = cast.add_text(by=ada)
    looking = looks(ada)
    looking.open("/texts/add/")
    looking.send("main form.stack", narrow=True)
    looking.open(f"/texts/{text.pk}/", narrow=True)
    looking.send("form[action$='/excerpts/']")
    looking.open(f"/authors/{text.source.author_id}/edit/")
    looking.send("main form.stack", family="x" * 300, narrow=True)
    looking.open("/reports/", narrow=True)
    looking.send("form[action$='/build/']")
    waits, built = (request_report(by=ada, send=False) for _ in range(2))
    Job.objects.filter(pk=waits.job_id).update(state="failed", error="It broke.")
    jobs.run(built.job_id)
    looking.open(f"/reports/{waits.pk}/")
    looking.open(f"/reports/{built.pk}/", narrow=True)
    looking.print(f"/reports/{built.pk}/")
    assert not looking.found(), looking.found()


def test_no_sign_in_has_a_fault(ben, browser, live_server, settings):
    context = browser.new_context(reduced_motion="reduce")
    looking = Looking(context.new_page(), live_server.url)
    looking.open("/accounts/login/", narrow=True)
    looking.send("main form.stack", login="ben", password="wrong", narrow=True)
    looking.open("/accounts/inactive/")
    looking.open("/nowhere/")
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    looking.open("/accounts/login/")
    looking.send("main form.stack", login="ben", password="wrong")
    looking.page.go_back()
    looking.send("main form.stack", login="ben", password="wrong", narrow=True)
    expect(looking.page).to_have_title("Too many tries · Variorum")
    context.close()
    assert not looking.found(), looking.found()


def test_no_account_and_no_refusal_has_a_fault(ben, looks, settings, monkeypatch):
    looking = looks(ben)
    page = looking.page
    looking.open("/account/", narrow=True)
    looking.send("main form.stack", label="x" * 300)
    looking.send("main form.stack", label="A notebook", narrow=True)
    looking.open("/accounts/password/change/")
    looking.send("main form.stack", narrow=True)
    for path in ("/studies/new/", f"/texts/{uuid.uuid4()}/"):
        looking.open(path, narrow=True)
    page.context.clear_cookies(name="csrftoken")
    looking.send(".site-account form", narrow=True)
    expect(page).to_have_title("The form had grown old · Variorum")
    looking.open("/account/")
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 1)
    looking.send("main form.stack")
    expect(page).to_have_title("Not understood · Variorum")
    monkeypatch.setattr("themes.views.home.home_for", lambda _person: 1 / 0)
    looking.open("/", narrow=True)
    expect(page).to_have_title("Something broke · Variorum")
    assert not looking.found(), looking.found()


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"locale": "ar"}])
def test_no_page_has_a_fault_from_right_to_left_and_in_forced_colours(
    ada, ben, looks, read, settings, options
):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    made, text = read
    report = request_report(by=ada, send=False)
    jobs.run(report.job_id)
    looking = looks(ben, **options)
    at = f"/studies/{made.pk}/"
    for path in ("/", "/texts/", "/concordance/?q=the", at, f"{at}texts/{text.pk}/talk/"):
        looking.open(path, narrow=True)
    for path in (f"/codebooks/{made.codebook_id}/", f"/reports/{report.pk}/", "/account/"):
        looking.open(path, narrow=True)
    assert not looking.found(), looking.found()
