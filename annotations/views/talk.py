"""The page of a text's readings and the talk about them; acts on comments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from annotations.gates import is_lead
from annotations.models import Comment
from annotations.services import talk as services
from annotations.talk_forms import CommentChangeForm, CommentForm, MemoForm
from annotations.talk_gates import get_comment_for, get_talk_for, memos_for
from annotations.talk_listings import CommentListing
from annotations.talk_page import talk_page
from annotations.views.acts import attempt, say_what_is_wrong
from annotations.views.gated import or_403
from corpus.http.acts import acts_on
from corpus.http.twins import ListPage


class CommentList(ListPage):
    """What was said in all studies whose talk the person may see."""

    listing = CommentListing()
    template_name = "annotations/comment_list.html"


@never_cache
@require_safe
def talk(request: HttpRequest, pk: int, text_id: UUID) -> HttpResponse:
    """Show the readings of a text over its words, their ratings, and what was said of them."""
    user = signed_in(request)
    place = get_talk_for(user, pk, text_id)
    page = talk_page(
        place, user, readers=request.GET.getlist("reader"), motifs=request.GET.getlist("motif")
    )
    about = {"study": place.study_id, "text": place.text_id}
    context = {
        "page": page,
        "leads": is_lead(user, page.study),
        "form": CommentForm(auto_id="comment_%s"),
        "memo_form": MemoForm(user=user, initial=about, auto_id="memo_%s"),
        "memos": memos_for(user).filter(text=text_id).select_related("author", "study"),
    }
    return render(request, "annotations/talk.html", context)


@acts_on("talk", keep=("pk", "text_id"))
def talk_say(request: HttpRequest, pk: int, text_id: UUID) -> HttpResponse:
    """Say something on the text, on words of it, or in reply."""
    user = signed_in(request)
    place = get_talk_for(user, pk, text_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        say = partial(
            services.add_comment,
            study=place.study,
            text_id=text_id,
            by=user,
            **form.cleaned_data,
        )
        comment = attempt(request, say)
        if comment is not None:
            return _to(comment)
    else:
        say_what_is_wrong(request, form)
    return redirect("talk", pk=pk, text_id=text_id)


@require_safe
def comment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a comment where it stands."""
    return _to(get_comment_for(signed_in(request), pk))


@never_cache
@require_http_methods(["GET", "POST"])
def comment_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of an own comment."""
    user = signed_in(request)
    comment = or_403(lambda: get_comment_for(user, pk, own=True))
    form = CommentChangeForm(
        request.POST or None, initial={"body": comment.body, "version": comment.version}
    )
    if request.method == "POST" and form.is_valid():
        act = partial(services.change_comment, comment=comment, by=user, **form.cleaned_data)
        changed = attempt(request, act)
        if changed is not None:
            return _to(changed)
        comment.refresh_from_db()
        form = _against_now(form, comment)
    context = {"form": form, "comment": comment, "stored": comment.body if form.is_bound else ""}
    return render(request, "annotations/comment_form.html", context)


@acts_on("comment_detail")
def comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a thread as settled."""
    return _turn(request, pk, services.resolve_comment)


@acts_on("comment_detail")
def comment_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a settled thread again."""
    return _turn(request, pk, services.reopen_comment)


@acts_on("comment_detail")
def comment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the words of an own comment away."""
    return _turn(request, pk, services.withdraw_comment)


def _turn(request: HttpRequest, pk: int, turn: Callable[..., Comment]) -> HttpResponse:
    user = signed_in(request)
    comment = get_comment_for(user, pk)
    attempt(request, partial(turn, comment=comment, by=user))
    return _to(comment)


def _against_now(form: CommentChangeForm, comment: Comment) -> CommentChangeForm:
    """Return the form with what was typed, to be sent against the version as it is now."""
    typed = {name: form.data[name] for name in form.data}
    typed["version"] = str(comment.version)
    return CommentChangeForm(typed)


def _to(comment: Comment) -> HttpResponse:
    address = reverse("talk", args=[comment.study_id, comment.text_id])
    return redirect(f"{address}#comment-{comment.pk}")
