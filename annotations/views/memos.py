"""Pages of memos."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from annotations.models import Memo
from annotations.services import memos as services
from annotations.talk_forms import MemoChangeForm, MemoForm
from annotations.talk_gates import get_memo_for
from annotations.talk_listings import MemoListing
from annotations.views.acts import attempt, say_what_is_wrong
from annotations.views.gated import or_403
from corpus.http.acts import acts_on
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage


class MemoList(ListPage):
    """The person's own memos, and those shared with them."""

    listing = MemoListing()
    template_name = "annotations/memo_list.html"

    def get_setting(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"memo_form": MemoForm(user=signed_in(request), auto_id="memo_%s")}

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        asked = answer.asked
        about = {name: asked[name] for name in ("study", "text", "motif") if name in asked}
        form = MemoForm(user=signed_in(request), initial=about, auto_id="memo_%s")
        return {"memo_form": form, "about": about}


@acts_on("memo_list", keep=())
def memo_new(request: HttpRequest) -> HttpResponse:
    """Write a memo, and go back to the page it was written on."""
    user = signed_in(request)
    form = MemoForm(request.POST, user=user)
    if form.is_valid():
        given = form.cleaned_data
        study = given["study"]
        write = partial(
            services.add_memo,
            by=user,
            body=given["body"].replace("\r\n", "\n"),
            shared=given["shared"],
            study=study.pk if study else None,
            text=given["text"],
            motif=given["motif"],
        )
        attempt(request, write, said=_("The memo is kept."))
    else:
        say_what_is_wrong(request, form)
    return _back(request)


@never_cache
@require_http_methods(["GET", "POST"])
def memo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an own memo."""
    user = signed_in(request)
    memo = or_403(lambda: get_memo_for(user, pk, own=True))
    known = {"body": memo.body, "version": memo.version, "shared": memo.shared}
    form = MemoChangeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        act = partial(services.change_memo, memo=memo, by=user, **form.cleaned_data)
        if attempt(request, act, said=_("Saved.")) is not None:
            return redirect("memo_list")
        memo.refresh_from_db()
        form = _against_now(form, memo)
    context = {"form": form, "memo": memo, "stored": memo.body if form.is_bound else ""}
    return render(request, "annotations/memo_form.html", context)


@acts_on("memo_list", keep=())
def memo_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an own memo."""
    user = signed_in(request)
    memo = or_403(lambda: get_memo_for(user, pk, own=True))
    services.delete_memo(memo=memo, by=user)
    messages.success(request, _("The memo is deleted."))
    return redirect("memo_list")


def _against_now(form: MemoChangeForm, memo: Memo) -> MemoChangeForm:
    """Return the form with what was typed, to be sent against the version as it is now."""
    typed = {name: form.data[name] for name in form.data}
    typed["version"] = str(memo.version)
    return MemoChangeForm(typed)


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page of ours that the form was on."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/"):
        return redirect(address)
    return redirect("memo_list")
