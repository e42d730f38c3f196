"""A query composed once answers as the same query composed each time, whatever is asked of it."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.models import ApiToken, User
from accounts.prepared import Prepared, Slot
from accounts.services import create_token
from corpus.models import Job

pytestmark = pytest.mark.django_db
ID, NAME = User._meta.pk, User._meta.get_field("username")
WHAT = ("pk", "kind", "arguments", "done", "total", "lease_until", "created_by__username")


@pytest.fixture
def jobs(olga):
    until = datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC)
    return [
        Job.objects.create(kind="a", arguments={"n": [1, None, "é"]}, created_by=olga),
        Job.objects.create(kind="b", total=7, lease_until=until),
        Job.objects.create(kind="c"),
    ]


def test_rows_are_those_of_the_same_query(jobs, django_assert_num_queries):
    slots = [Slot(number, Job._meta.pk) for number in range(2)]
    asked = Prepared(lambda: Job.objects.filter(pk__in=slots).order_by("kind").values_list(*WHAT))
    for some in (jobs[:2], jobs[1:], jobs[:1] * 2):
        ids = [job.pk for job in some]
        with django_assert_num_queries(1):
            rows = asked(*ids)
        assert rows == list(Job.objects.filter(pk__in=ids).order_by("kind").values_list(*WHAT))


def test_values_go_where_they_belong_when_they_stand_in_another_order(olga, ada):
    def compose():
        mine = ApiToken.objects.filter(user=OuterRef("pk"), label=Slot(2, NAME))
        chosen = User.objects.filter(Exists(mine), username=Slot(1, NAME), pk=Slot(0, ID))
        return chosen.values_list("username", "is_staff")

    asked = Prepared(compose)
    create_token(user=ada, label="a % sign ' and \" quotes")
    assert asked(ada.pk, "ada", "a % sign ' and \" quotes") == [("ada", True)]
    assert asked(ada.pk, "olga", "a % sign ' and \" quotes") == []
    assert asked(olga.pk, "olga", "a % sign ' and \" quotes") == []


def test_no_answer_is_kept(olga):
    asked = Prepared(lambda: User.objects.filter(pk=Slot(0, ID)).values_list("username"))
    assert asked(olga.pk) == [("olga",)]
    User.objects.filter(pk=olga.pk).update(username="renamed")
    assert asked(olga.pk) == [("renamed",)]
    olga.delete()
    assert asked(olga.pk) == []


def test_a_query_is_composed_once(olga, ada):
    composed = []

    def compose():
        composed.append(1)
        return User.objects.filter(pk=Slot(0, ID)).values_list("username")

    asked = Prepared(compose)
    assert [asked(person.pk) for person in (olga, ada, olga)] == [
        [("olga",)],
        [("ada",)],
        [("olga",)],
    ]
    assert composed == [1]


@pytest.mark.django_db(transaction=True)
def test_a_query_composed_in_one_thread_is_asked_in_another(jobs):
    asked = Prepared(
        lambda: Job.objects.filter(pk=Slot(0, Job._meta.pk)).values_list("pk", "arguments")
    )
    found = [asked(jobs[0].pk)]

    def ask():
        found.append(asked(jobs[0].pk))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [[(jobs[0].pk, jobs[0].arguments)]] * 2
