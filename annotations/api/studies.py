"""Studies: their people, texts and states, and each reviewer's next text."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.people import signed_in
from annotations.gates import codebooks_for, get_led_study, get_study_for, is_lead
from annotations.inputs import (
    CloseIn,
    MemberIn,
    OpenIn,
    StudyIn,
    StudyPatch,
    StudyTextsIn,
    WhyIn,
)
from annotations.listings import PagedQuery, StudyListing, StudyTextListing
from annotations.models import Study
from annotations.scales import ScaleDraft
from annotations.selectors import reviews_listed, studies_listed
from annotations.serializers import AddedOut, MemberOut, ReviewOut, StudyOut
from annotations.services import studies as services
from annotations.services.reviewing import reserve_next
from corpus.api.output import TextSerializer
from corpus.errors import Invalid, NotAllowed
from corpus.http.listing import answer_list
from corpus.http.viewsets import ListingViewSet


class StudyViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """Readings of chosen texts by chosen people, blind unless they say otherwise."""

    listing = StudyListing()
    serializer_class = StudyOut
    queryset = Study.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"
    query_forms = {"texts": PagedQuery}

    def get_queryset(self) -> QuerySet[Study]:
        return studies_listed(signed_in(self.request))

    @extend_schema(request=StudyIn, responses={201: StudyOut})
    def create(self, request: Request) -> Response:
        """Begin a study: a name is enough. Who makes it is its lead."""
        fields = _checked(StudyIn, request)
        study = services.create_study(by=signed_in(request), **_drafts(request, fields))
        return self._answer(request, study.pk, status=201)

    @extend_schema(request=StudyPatch, responses={200: StudyOut})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a study; once it is open only name, guidelines and readers per text."""
        study = get_led_study(signed_in(request), pk)
        fields = _drafts(request, _checked(StudyPatch, request))
        scales = fields.pop("scales", None)
        if scales is not None:
            services.replace_scales(study=study, by=signed_in(request), scales=scales)
        services.update_study(study=study, by=signed_in(request), **fields)
        return self._answer(request, study.pk)

    @extend_schema(methods=["GET"], responses={200: MemberOut(many=True)}, filters=False)
    @extend_schema(methods=["POST"], request=MemberIn, responses={201: MemberOut})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def members(self, request: Request, pk: str) -> Response:
        """List who has a part in the study, or give somebody one."""
        if request.method == "GET":
            study = get_study_for(signed_in(request), pk)
            rows = study.memberships.select_related("user")
            return Response(MemberOut(rows, many=True).data)
        fields = _checked(MemberIn, request)
        study = _study_to_staff(request, pk, fields)
        member = services.add_member(study=study, by=signed_in(request), **fields)
        return Response(MemberOut(member).data, status=201)

    @extend_schema(methods=["GET"], responses={200: TextSerializer(many=True)}, filters=False)
    @extend_schema(methods=["POST"], request=StudyTextsIn, responses={201: AddedOut})
    @action(detail=True, methods=["get", "post"])
    def texts(self, request: Request, pk: str) -> Response:
        """List the texts the study reads, or add some to one that is not open yet."""
        if request.method == "GET":
            listing = StudyTextListing(get_study_for(signed_in(request), pk))
            return Response(answer_list(listing, request, view=self).envelope())
        study = get_led_study(signed_in(request), pk)
        wanted = _checked(StudyTextsIn, request)["texts"]
        added = services.add_texts(study=study, text_ids=wanted, by=signed_in(request))
        total = study.study_texts.filter(taken_out_at=None).count()
        return Response({"added": added, "texts": total}, status=201)

    @extend_schema(request=OpenIn, responses={200: StudyOut})
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Open the study; 409 with the list where names would give sources away."""
        study = get_led_study(signed_in(request), pk)
        fields = _checked(OpenIn, request)
        services.open_study(study=study, by=signed_in(request), accept_names=fields["accept_names"])
        return self._answer(request, study.pk)

    @extend_schema(request=CloseIn, responses={200: StudyOut})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close the study for good. A superuser may, with a reason, close one that is abandoned."""
        fields = _checked(CloseIn, request)
        study = _study_to_staff(request, pk, fields)
        services.close_study(study=study, by=signed_in(request), why=fields["why"])
        return self._answer(request, study.pk)

    @extend_schema(request=WhyIn, responses={200: StudyOut})
    @action(detail=True, methods=["post"])
    def unblind(self, request: Request, pk: str) -> Response:
        """Show this lead the sources; logged with the reason."""
        study = get_led_study(signed_in(request), pk)
        services.unblind(study=study, by=signed_in(request), why=_checked(WhyIn, request)["why"])
        return self._answer(request, study.pk)

    @extend_schema(
        request=None,
        responses={200: ReviewOut, 204: OpenApiResponse(description="No text is left for you.")},
    )
    @action(detail=True, methods=["post"])
    def next(self, request: Request, pk: str) -> Response:
        """Reserve the reviewer's next text and answer its reading, begun."""
        study = get_study_for(signed_in(request), pk)
        review = reserve_next(study=study, user=signed_in(request))
        if review is None:
            return Response(status=204)
        whole = reviews_listed(signed_in(request)).get(pk=review.pk)
        return Response(ReviewOut(whole).data)

    def _answer(self, request: Request, pk: int, *, status: int = 200) -> Response:
        return Response(StudyOut(studies_listed(signed_in(request)).get(pk=pk)).data, status=status)


def _checked(kind: type[Serializer], request: Request) -> dict[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _drafts(request: Request, fields: dict[str, Any]) -> dict[str, Any]:
    """Turn the codebook's id and the scales into what the service takes."""
    if "codebook" in fields:
        codebook = codebooks_for(signed_in(request)).filter(pk=fields["codebook"]).first()
        if codebook is None:
            raise Invalid(
                ("codebook", f"There is no codebook {fields['codebook']} that you may use.")
            )
        fields["codebook"] = codebook
    if "scales" in fields:
        fields["scales"] = [_scale(**row) for row in fields["scales"]]
    return fields


def _scale(*, key: str, points: list[str], question: str, name: str = "") -> ScaleDraft:
    named = name or key.replace("-", " ").capitalize()
    return ScaleDraft(key=key, name=named, question=question, points=tuple(points))


def _study_to_staff(request: Request, pk: str, fields: dict[str, Any]) -> Study:
    """Return a study the person leads, or, as a superuser with a reason, any."""
    study = get_study_for(signed_in(request), pk)
    if is_lead(signed_in(request), study):
        return study
    if not signed_in(request).is_superuser:
        raise NotAllowed("Only a lead of this study can do that.")
    if not str(fields.get("why", "")).strip():
        raise Invalid(("why", "You do not lead this study: say why you step in. It is logged."))
    if fields.get("role", "lead") != "lead":
        raise NotAllowed("You do not lead this study: you may only appoint another lead.")
    return study
