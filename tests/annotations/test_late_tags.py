"""Tags made with a motif that stands no more, as from a page left open: kept, and asked about."""

import pytest

from annotations.services.codebooks import merge_motif, retire_motif, split_motif
from annotations.services.codebooks.changes import PartDraft
from annotations.services.reviewing import start_review
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(ada, ben):
    text = cast.add_text("She counted the stairs and forgot them.", by=ada)
    book = cast.codebook(ada, "stairs", "steps", "silence", name="Late")
    study = cast.study(ada, [text], ben, codebook=book)
    return start_review(study=study, text_id=text.pk, user=ben)[0]


def motif(review, key: str):
    return review.study.codebook.motifs.get(key=key)


def retired(review, ada) -> None:
    retire_motif(motif=motif(review, "stairs"), by=ada)


def merged(review, ada) -> None:
    merge_motif(motif=motif(review, "stairs"), into=motif(review, "steps"), by=ada)
    merge_motif(motif=motif(review, "steps"), into=motif(review, "silence"), by=ada)


def split(review, ada) -> None:
    parts = [PartDraft("up", "Up", "They go up."), PartDraft("down", "Down", "They go down.")]
    split_motif(motif=motif(review, "stairs"), into=parts, by=ada)


@pytest.mark.parametrize(
    ("change", "choices"),
    [(retired, []), (merged, ["silence"]), (split, ["up", "down"])],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_tag_that_comes_late_is_kept_and_listed(review, ada, ben, api, change, choices, is_first):
    client, path = api(ben), f"/api/v1/reviews/{review.pk}/"
    early = {"motif": "stairs", "start": 0, "end": 3}
    tags = [] if is_first else [early]
    assert client.patch(path, {"version": 1, "tags": tags}).status_code == 200
    change(review, ada)
    late = {"motif": "stairs", "start": 16, "end": 22}
    saved = client.patch(path, {"version": 2, "tags": [*tags, late]})
    assert saved.status_code == 200, saved.content
    assert [tag["motif"] for tag in saved.json()["tags"]] == ["stairs"] * (len(tags) + 1)
    listed = client.get("/api/v1/rechecks/").json()["results"]
    assert {row["start"] for row in listed} == {tag["start"] for tag in [*tags, late]}
    asked = next(row for row in listed if row["start"] == 16)
    assert (asked["why"], asked["choices"], asked["quote"]) == (change.__name__, choices, "stairs")
    # A save that leaves it where it is asks nothing anew.
    assert client.patch(path, {"version": 3, "tags": [late]}).status_code == 200
    rows = client.get("/api/v1/rechecks/?state=open").json()["results"]
    assert [row["id"] for row in rows] == [asked["id"]]
