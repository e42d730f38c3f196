"""Comments and memos over REST."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.api.versions import version_of
from annotations.gates import studies_for
from annotations.inputs import StrictIn
from annotations.models import Comment, Memo
from annotations.services import memos, talk
from annotations.talk_gates import get_comment_for, get_memo_for, memos_for
from annotations.talk_listings import CommentListing, MemoListing
from annotations.talk_shapes import (
    CommentIn,
    CommentOut,
    CommentPatch,
    MemoIn,
    MemoOut,
    MemoPatch,
    said,
)
from corpus.errors import Invalid, Refused
from corpus.http.viewsets import ListingViewSet


class CommentViewSet(ListingViewSet):
    """What was said about readings, a row each: on texts whose talk you may see."""

    listing = CommentListing()
    serializer_class = CommentOut
    queryset = Comment.objects.none()
    permission_classes = [IsAuthenticated]
    # 404 where the talk, or the text, is not this person's to know of.
    problem_codes = {"create": {400, 401, 403, 404, 409, 415}}
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(responses={200: CommentOut})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one comment."""
        return self._answer(request, get_comment_for(signed_in(request), pk))

    @extend_schema(request=CommentIn, responses={201: CommentOut})
    def create(self, request: Request) -> Response:
        """Say something on a text, on a span of it, or in reply to a comment."""
        fields = _checked(CommentIn, request)
        pk, text_id = fields.pop("study"), fields.pop("text")
        study = studies_for(signed_in(request)).filter(pk=pk).first()
        if study is None:
            raise Invalid(("study", "There is no such study."))
        comment = talk.add_comment(study=study, text_id=text_id, by=signed_in(request), **fields)
        return self._answer(request, comment, status=201)

    @extend_schema(request=CommentPatch, responses={200: CommentOut})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the words of a comment of yours."""
        comment = get_comment_for(signed_in(request), pk, own=True)
        fields = _checked(CommentPatch, request)
        version = version_of(request, fields)
        with _both_versions(lambda row: CommentOut(said(signed_in(request), [row])[0]).data):
            comment = talk.change_comment(
                comment=comment, by=signed_in(request), body=fields["body"], version=version
            )
        return self._answer(request, comment)

    @extend_schema(request=StrictIn, responses={200: CommentOut})
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """Mark a thread as settled."""
        return self._turn(request, pk, talk.resolve_comment)

    @extend_schema(request=StrictIn, responses={200: CommentOut})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Open a settled thread again."""
        return self._turn(request, pk, talk.reopen_comment)

    @extend_schema(request=StrictIn, responses={200: CommentOut})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the words of a comment of yours away for good; its place stays."""
        return self._turn(request, pk, talk.withdraw_comment)

    def _turn(self, request: Request, pk: str, turn: Callable[..., Comment]) -> Response:
        comment = get_comment_for(signed_in(request), pk)
        _checked(StrictIn, request)
        return self._answer(request, turn(comment=comment, by=signed_in(request)))

    def _answer(self, request: Request, comment: Comment, *, status: int = 200) -> Response:
        row = said(signed_in(request), [comment])[0]
        headers = {"ETag": f'"{comment.version}"'}
        return Response(CommentOut(row).data, status=status, headers=headers)


class MemoViewSet(ListingViewSet):
    """Your memos, and those that members of your studies share."""

    listing = MemoListing()
    serializer_class = MemoOut
    queryset = Memo.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Memo]:
        return memos_for(signed_in(self.request))

    @extend_schema(responses={200: MemoOut})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one memo."""
        return self._answer(get_memo_for(signed_in(request), pk))

    @extend_schema(request=MemoIn, responses={201: MemoOut})
    def create(self, request: Request) -> Response:
        """Write a memo: for yourself, or with `shared` for the members of a study."""
        fields = _checked(MemoIn, request)
        return self._answer(memos.add_memo(by=signed_in(request), **fields), status=201)

    @extend_schema(request=MemoPatch, responses={200: MemoOut})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a memo of yours."""
        memo = get_memo_for(signed_in(request), pk, own=True)
        fields = _checked(MemoPatch, request)
        version = version_of(request, fields)
        fields.pop("version", None)
        with _both_versions(lambda row: MemoOut(row).data):
            memo = memos.change_memo(memo=memo, by=signed_in(request), version=version, **fields)
        return self._answer(memo)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a memo of yours for good."""
        memo = get_memo_for(signed_in(request), pk, own=True)
        memos.delete_memo(memo=memo, by=signed_in(request))
        return Response(status=204)

    def _answer(self, memo: Memo, *, status: int = 200) -> Response:
        headers = {"ETag": f'"{memo.version}"'}
        return Response(MemoOut(memo).data, status=status, headers=headers)


def _checked(shape: type[StrictIn], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


@contextmanager
def _both_versions(told: Callable[[Any], Any]) -> Iterator[None]:
    """Put what is stored into the answer to a stale write."""
    try:
        yield
    except Refused as error:
        if error.current is not None:
            error.current = told(error.current)
        raise
