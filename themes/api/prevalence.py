"""How often a motif or a word occurs, in whom, and whether beyond people."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from corpus.http.viewsets import StrictApi, person
from themes.figures import Question, answer_to
from themes.forms import PrevalenceQuery
from themes.gates import get_scope_for
from themes.serializers import PrevalenceOut, StartedOut, prevalence_body


class PrevalenceView(StrictApi, APIView):
    """The last stored figure; where there is none yet, the job that makes one."""

    query_forms = {"get": PrevalenceQuery}
    problem_codes = {"get": {400, 401, 403, 404}}

    @extend_schema(responses={200: PrevalenceOut, 202: StartedOut})
    def get(self, request: Request) -> Response:
        """Answer per motif, or for one pattern, and per group; and against people."""
        asked = self.query
        user = person(request)
        scope = get_scope_for(
            user,
            study=asked["study"],
            collection=asked["collection"],
            interim=asked["interim"] == "1",
        )
        question = Question(
            scope, by=asked["by"] or "family", motif=asked["motif"], pattern=asked["pattern"]
        )
        answer = answer_to(question, by=user)
        if answer.figure is not None:
            return Response(PrevalenceOut(prevalence_body(answer)).data)
        started = {
            "job": answer.job and answer.job.pk,
            "state": answer.job and answer.job.state,
            "detail": "This figure is being computed: ask again in a moment.",
        }
        return Response(StartedOut(started).data, status=202)
