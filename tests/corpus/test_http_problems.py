"""Whatever is raised becomes one shape of error."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework import exceptions

from corpus.errors import Invalid, NotAllowed, Refused
from corpus.http.problems import Problem, field_errors, problem_handler

pytestmark = pytest.mark.pure


def told(exc: Exception) -> dict:
    response = problem_handler(exc, {})
    assert response is not None
    assert response.content_type == "application/problem+json"
    assert response.data["status"] == response.status_code
    return response.data


@pytest.mark.parametrize(
    ("exc", "status"),
    [
        (Invalid(("body", "This is empty.")), 400),
        (Refused("The study is closed."), 409),
        (NotAllowed("Only a lead may do this."), 403),
        (Http404(), 404),
        (PermissionDenied("Not yours."), 403),
        (DjangoValidationError({"name": ["Too long."]}), 400),
        (exceptions.NotAuthenticated(), 401),
        (exceptions.UnsupportedMediaType("text/plain"), 415),
    ],
)
def test_problem_has_the_status_when_raised(exc, status):
    problem = told(exc)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["type"] == "about:blank"


def test_errors_name_their_fields_when_input_is_invalid():
    problem = told(Invalid(("author.name", "This is missing."), ("body", "This is empty.")))
    assert problem["errors"] == [
        {"field": "author.name", "message": "This is missing."},
        {"field": "body", "message": "This is empty."},
    ]


def test_what_is_stored_is_told_when_a_copy_is_stale():
    problem = told(Refused("It has changed.", current={"version": 3}))
    assert problem["current"] == {"version": 3}


def test_a_view_may_add_members_when_it_raises_a_problem():
    assert told(Problem(409, "No.", errors=[{"name": "gpt"}]))["errors"] == [{"name": "gpt"}]


def test_a_fault_of_ours_is_left_to_django():
    assert problem_handler(ZeroDivisionError(), {}) is None


def test_paths_are_dotted_when_errors_are_nested():
    detail = {"tags": [{}, {"start": ["Too small."]}], "non_field_errors": ["No."]}
    assert list(field_errors(detail)) == [
        {"field": "tags.1.start", "message": "Too small."},
        {"field": "", "message": "No."},
    ]
