"""The page on which a lead makes a draft study's scales."""

from __future__ import annotations

import pytest

from annotations.models import Study
from annotations.services.studies import open_study
from corpus.models import Event
from tests import cast

FOUR = ["concreteness", "specificity", "actionability", "resonance"]


@pytest.fixture
def study(ada, ben, noise) -> Study:
    return cast.study(ada, [cast.add_text(by=ada)], ben, open_it=False)


@pytest.fixture
def post(ada, browse, study):
    """Return a function that presses a button of the page as the lead."""

    def send(path: str, **fields):
        return browse(ada).post(f"/studies/{study.pk}/scales/{path}", fields, follow=True)

    return send


def keys(study: Study) -> list[str]:
    return [scale.key for scale in study.scales.all()]


def worded(prefix: str, **fields: str) -> dict[str, str]:
    given = {
        "name": "Warmth",
        "question": "How warm?",
        "points": "Cold.\nTepid.\n\nWarm.",
        **fields,
    }
    return {f"{prefix}-{name}": value for name, value in given.items()}


def test_scale_is_added_at_the_end(post, study):
    page = post("new/", **worded("new", key="warmth"))
    assert "“Warmth” is added." in page.content.decode()
    assert keys(study) == [*FOUR, "warmth"]
    assert study.scales.get(key="warmth").points == ["Cold.", "Tepid.", "Warm."]
    assert Event.objects.filter(verb="scales_changed").count() == 1


def test_scale_is_worded_anew_in_its_place(post, study):
    post("specificity/", **worded("specificity", name="Narrowness"))
    assert keys(study) == FOUR
    scale = study.scales.get(key="specificity")
    assert (scale.name, scale.question, len(scale.points)) == ("Narrowness", "How warm?", 3)


def test_action_is_promised_only_where_a_point_asks_for_it(post):
    asks = "from 4 on it asks for the action"
    assert asks in post("resonance/order/", up="").content.decode()
    shorter = post("actionability/", **worded("actionability", points="No.\nSome.\nYes."))
    assert asks not in shorter.content.decode()


def test_scales_are_put_in_order_and_taken_out_and_come_back(post, study):
    post("resonance/order/", up="")
    assert keys(study) == ["concreteness", "specificity", "resonance", "actionability"]
    post("concreteness/order/", up="")
    post("concreteness/order/", down="")
    assert keys(study)[:2] == ["specificity", "concreteness"]
    post("resonance/order/", remove="")
    assert keys(study) == ["specificity", "concreteness", "actionability"]
    post("defaults/")
    assert keys(study) == FOUR


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"points": "Only one."}, "Word two to nine points"),
        ({"points": "\n".join("abcdefghij")}, "Word two to nine points"),
        ({"key": "new"}, "Choose another key"),
        ({"name": " "}, "This field is required"),
    ],
)
def test_scale_is_refused_where_it_is_written_when_it_is_wrong(post, study, fields, said):
    page = post("new/", **worded("new", **{"key": "warmth", **fields}))
    assert page.status_code == 400
    assert said in page.content.decode()
    assert keys(study) == FOUR


def test_second_scale_of_a_key_is_refused_and_what_was_written_stays(post, study):
    page = post("new/", **worded("new", key="resonance"))
    assert page.status_code == 400
    assert "Another scale of this study has this key." in page.content.decode()
    assert "Tepid." in page.content.decode()
    assert keys(study) == FOUR


def test_scale_taken_out_elsewhere_is_not_said_to_be_saved(post, study):
    post("resonance/order/", remove="")
    for path, fields in (("resonance/", worded("resonance")), ("resonance/order/", {"up": ""})):
        page = post(path, **fields).content.decode()
        assert "The study has no such scale any more." in page
        assert "is saved" not in page
    assert keys(study) == FOUR[:3]


def test_list_of_lines_is_not_cut_at_the_length_of_one(ada, browse, study):
    page = browse(ada).get(f"/studies/{study.pk}/scales/").content.decode()
    field = page[page.index('<textarea name="new-points"') :]
    assert "maxlength" not in field[: field.index(">")]
    sentences = [f"{number}: {'x' * 490}" for number in range(9)]
    path = f"/studies/{study.pk}/scales/new/"
    browse(ada).post(path, worded("new", key="long", points="\n".join(sentences)))
    assert study.scales.get(key="long").points == sentences


def test_scale_that_is_moved_stays_where_one_looks(ada, browse, study):
    path = f"/studies/{study.pk}/scales/"
    answer = browse(ada).post(f"{path}resonance/order/", {"up": ""})
    assert answer["Location"] == f"{path}#scale-resonance"


def test_scales_are_fixed_when_the_study_is_open(ada, post, browse, study):
    open_study(study=study, by=ada, accept_names=True)
    page = post("resonance/order/", remove="")
    assert "Opening the study has fixed its scales." in page.content.decode()
    assert keys(study) == FOUR
    shown = browse(ada).get(f"/studies/{study.pk}/scales/").content.decode()
    assert "Take out" not in shown


def test_readers_and_outsiders_may_not(ben, olga, root, browse, study):
    path = f"/studies/{study.pk}/scales/"
    for user, status in ((ben, 403), (olga, 404), (root, 403)):
        assert browse(user).get(path).status_code == status
        for act in ("new/", "resonance/", "resonance/order/", "defaults/"):
            assert browse(user).post(path + act, worded("new", key="w")).status_code == status
    assert keys(study) == FOUR


def test_own_scales_are_asked_on_the_review_page_and_submitted(ada, ben, api, post, study):
    post("resonance/order/", remove="")
    post("new/", **worded("new", key="warmth"))
    open_study(study=study, by=ada, accept_names=True)
    review = api(ben).post(f"/api/v1/studies/{study.pk}/next/").json()
    ratings = [{"scale": key, "value": 2} for key in keys(study)]
    path = f"/api/v1/reviews/{review['id']}/"
    assert api(ben).patch(path, {"ratings": ratings}, format="json").status_code == 200
    assert api(ben).post(f"{path}submit/").status_code == 200


def test_forecast_is_set_on_the_form_of_the_study(ada, browse, study):
    fields = {
        "name": study.name, "reviewers_per_text": 2, "reveal": "text", "blind": "on",
        "forecast_question": "", "forecast_days": 30,
    }  # fmt: skip
    browse(ada).post(f"/studies/{study.pk}/settings/", fields)
    study.refresh_from_db()
    assert (study.forecast_question, study.forecast_days) == ("", 30)
