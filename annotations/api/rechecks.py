"""Tags to be looked at again."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.inputs import DecideIn
from annotations.listings import RecheckListing
from annotations.models import Recheck
from annotations.selectors import rechecks_listed
from annotations.serializers import RecheckOut
from annotations.services.deciding import decide_recheck
from corpus.http.viewsets import ListingViewSet


class RecheckViewSet(ListingViewSet):
    """Your tags whose motif has changed; as a lead also those in readings you may see."""

    listing = RecheckListing()
    serializer_class = RecheckOut
    queryset = Recheck.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(request=DecideIn, responses={200: RecheckOut})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Keep a tag of yours, give it another motif, or take it away."""
        user = signed_in(request)
        recheck = rechecks_listed(user).filter(review__reviewer=user, pk=pk).first()
        if recheck is None:
            raise Http404("No such tag of yours.")
        given = DecideIn(data=request.data)
        given.is_valid(raise_exception=True)
        decide_recheck(recheck=recheck, by=user, **given.validated_data)
        return Response(RecheckOut(rechecks_listed(user).get(pk=pk)).data)
