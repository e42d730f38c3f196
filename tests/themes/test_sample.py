"""The demonstration: loaded whole, kept apart, and removed with nothing of anybody else."""

from __future__ import annotations

import stat

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from annotations.models import Comment, Edition, Memo, Motif, Recheck, Review, Study
from annotations.services.codebooks import (
    add_example,
    merge_motif,
    propose_motif,
    split_motif,
)
from annotations.services.codebooks.changes import PartDraft
from annotations.services.memos import add_memo
from annotations.services.studies import add_texts, create_study
from annotations.services.tagging import TagDraft
from corpus.models import Collection, Text
from tests import cast
from themes.models import Report
from themes.sample import is_wanted, load_sample, sign_ins_path

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_the_sample_loads_twice_as_once_and_is_removed(ada, capsys):
    own = cast.add_text(by=ada)
    load_sample()
    first = (Text.objects.count(), Review.objects.count(), User.objects.count())
    load_sample()
    assert (Text.objects.count(), Review.objects.count(), User.objects.count()) == first
    assert first[0] == 51 + 30 + 1
    assert Study.objects.filter(is_sample=True).count() == 2
    assert Comment.objects.count() == 3
    assert Edition.objects.get().title == "Doors at Eight"
    sampled = Text.objects.filter(source__collection__is_sample=True).first()
    add_memo(by=ada, body="About the sample", text=sampled.pk)
    add_memo(by=User.objects.get(username="ines"), body="About it too", text=sampled.pk)
    assert Report.objects.get(study__is_sample=True).built_at
    assert stat.S_IMODE(sign_ins_path().stat().st_mode) == 0o600

    _work_on_its_codebook(own)
    call_command("remove_sample")
    assert not Motif.objects.exists()
    assert "texts 81" in capsys.readouterr().out
    assert list(Text.objects.all()) == [own]
    assert not Collection.objects.filter(is_sample=True).exists()
    assert set(User.objects.values_list("username", flat=True)) == {"ada"}
    assert not sign_ins_path().exists()
    assert not is_wanted()
    assert not Edition.objects.exists()
    memo = Memo.objects.get()
    assert (memo.body, memo.author, memo.text) == ("About the sample", ada, None)


def _work_on_its_codebook(own: Text) -> None:
    """Merge, split and propose motifs of the sample, with tags, examples and what is asked."""
    study = Study.objects.get(is_sample=True, state=Study.State.OPEN)
    book, ines = study.codebook, User.objects.get(username="ines")
    assert book is not None
    one, other, third = book.motifs.all()[:3]
    text = study.study_texts.first()
    review = cast.read(study, text.text, ines, tags=[TagDraft(one.key, 0, 9)], submit=False)
    propose_motif(study=study, review=review, by=ines, name="Mine", definition="Mine.", span=(0, 9))
    merge_motif(motif=one, into=other, by=None)
    split_motif(motif=third, into=[PartDraft("a", "A", "A."), PartDraft("b", "B", "B.")], by=None)
    add_example(motif=other, text_id=own.pk, start=0, end=5, by=ines)
    assert Recheck.objects.count() == 1


def test_people_of_the_sample_who_did_something_else_stay_and_are_named(db, capsys):
    load_sample()
    lead = User.objects.get(username="lead")
    cast.add_text(by=lead, collection="Their own")
    create_study(name="Their own", by=lead)
    call_command("remove_sample")
    assert "no longer able to sign in: lead." in capsys.readouterr().out
    assert not User.objects.get(username="lead").is_active


def test_the_sample_is_not_removed_while_another_study_reads_it(ada):
    load_sample()
    text = Text.objects.filter(source__collection__is_sample=True).first()
    study = create_study(name="Borrowing", by=ada)
    add_texts(study=study, text_ids=[text.pk], by=ada)
    with pytest.raises(CommandError, match="Borrowing"):
        call_command("remove_sample")
    assert Text.objects.filter(pk=text.pk).exists()
