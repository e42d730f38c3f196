"""Forms of this room's pages: they read what people type; services decide what it does."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from corpus.importing import BadLine, parse_record
from corpus.models import Author, Prompt, Text
from corpus.strict_json import BadJSON, read_json

TURN = re.compile(
    r"^(user|human|assistant|model|ai|system)\s*:[ \t]*", re.IGNORECASE | re.MULTILINE
)
ROLES = {"human": "user", "model": "assistant", "ai": "assistant"}


class ProseField(forms.CharField):
    """Text as it was typed: not stripped, and without the line ends that browsers put in."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class ObjectField(forms.JSONField):
    """A JSON object; nothing typed is none, and shown as nothing."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value not in self.empty_values:
            try:
                return read_json(value)
            except BadJSON as error:
                raise ValidationError(
                    _("This {error}.").format(error=error), code="invalid"
                ) from error
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        # What was typed is shown again as it was typed: nothing is read to show it.
        return initial if self.disabled or data is None else InvalidJSONInput(data)

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


class ExcerptForm(forms.Form):
    """A passage of a text: by its offsets where it was selected, else by its words."""

    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    quote = ProseField(
        label=_("The passage"),
        help_text=_("Select it in the text above, or type its words exactly as they stand there."),
    )
    why = ProseField(
        label=_("Why keep it"), rows=3, help_text=_("What it lets somebody do, see or decide.")
    )

    def __init__(self, *args: Any, body: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        quote = given.get("quote")
        if quote:
            given["start"], given["end"] = self._place(quote, given.get("start"), given.get("end"))
        return given

    def kept(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in ("start", "end", "why")}

    def _place(self, quote: str, start: int | None, end: int | None) -> tuple[int, int]:
        if start is not None and end is not None and self.body[max(start, 0) : end] == quote:
            return max(start, 0), end
        quote = quote.strip()
        at = self.body.find(quote)
        if at < 0:
            raise ValidationError({"quote": _("These words do not stand in the text as they are.")})
        if self.body.find(quote, at + 1) >= 0:
            raise ValidationError(
                {"quote": _("These words stand in the text more than once: quote a few more.")}
            )
        return at, at + len(quote)


class TextForm(forms.Form):
    """One text pasted in, with where it came from."""

    kind = forms.ChoiceField(choices=Text.Kind.choices, label=_("Kind"))
    body = ProseField(label=_("The text"), rows=14)
    title = forms.CharField(label=_("Title"), required=False, max_length=500)
    language = forms.CharField(
        label=_("Language"), initial="en", max_length=20, help_text=_("A tag such as en or pt-BR.")
    )
    author_name = forms.CharField(
        label=_("Written by"),
        max_length=200,
        help_text=_("The model with its snapshot, such as model-x-2026-01, or the person."),
        widget=forms.TextInput(attrs={"list": "known-authors"}),
    )
    author_kind = forms.ChoiceField(choices=Author.Kind.choices, label=_("That is a"))
    author_family = forms.CharField(
        label=_("Family"),
        required=False,
        max_length=200,
        help_text=_("Lineage of the base model; counts only if you state it."),
    )
    author_provider = forms.CharField(label=_("Provider"), required=False, max_length=200)
    author_training = forms.ChoiceField(
        choices=Author.Training.choices, initial=Author.Training.UNKNOWN, label=_("Training")
    )
    prompt_text = ProseField(label=_("Prompt"), required=False)
    prompt_system = ProseField(label=_("System text"), required=False, rows=2)
    prompt_elicitation = forms.ChoiceField(
        choices=Prompt.Elicitation.choices,
        initial=Prompt.Elicitation.UNKNOWN,
        label=_("How leading it was"),
        help_text=_("Free: any subject. Task: a subject. Leading: asks for what is looked for."),
    )
    prompt_key = forms.CharField(label=_("Label of the prompt"), required=False, max_length=200)
    context = ProseField(
        label=_("Conversation before it"),
        required=False,
        help_text=_("Each turn begins a line with user: or assistant:"),
    )
    reasoning = ProseField(label=_("Visible thinking"), required=False, rows=2)
    temperature = forms.FloatField(label=_("Temperature"), required=False, min_value=0)
    top_p = forms.FloatField(label=_("Top p"), required=False, min_value=0, max_value=1)
    seed = forms.IntegerField(label=_("Seed"), required=False)
    sampling = ObjectField(
        label=_("Other settings"),
        required=False,
        help_text=_('As JSON, such as {"max_tokens": 800}.'),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    generated_at = forms.DateField(
        label=_("Written on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    licence = forms.CharField(
        label=_("Licence"), required=False, max_length=200, help_text=_("Such as CC-BY-4.0.")
    )
    redistributable = forms.BooleanField(required=False, label=_("May be passed on to others"))
    source_url = forms.CharField(label=_("Found at"), required=False, max_length=2000)
    collection = forms.CharField(
        label=_("Collection"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-collections"}),
    )
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=300,
        help_text=_("Unique in its collection; made if left out."),
    )

    # What a sound line calls by another name.
    PATHS = {"author": "author_name", "prompt": "prompt_text"}

    def clean_context(self) -> list[dict[str, str]]:
        return read_conversation(self.cleaned_data["context"])

    def clean_sampling(self) -> dict[str, Any]:
        given = self.cleaned_data["sampling"]
        if given is not None and not isinstance(given, dict):
            raise ValidationError(_("Must be a JSON object."))
        return given or {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                self.line = parse_record(_record(given))
            except BadLine as bad:
                for fault in bad.faults:
                    self.add_error(
                        self._field_for(fault.field),
                        _("This {reason}.").format(reason=fault.reason),
                    )
        return given

    def _field_for(self, path: str) -> str | None:
        name = path.replace(".", "_")
        # Within what is typed as JSON a path goes further than the fields do.
        names = (self.PATHS.get(name, name), path.partition(".")[0])
        return next((name for name in names if name in self.fields), None)


class ImportForm(forms.Form):
    """A file to read in."""

    file = forms.FileField(label=_("A JSON Lines file"), help_text=_("One text to a line, UTF-8."))
    collection = forms.CharField(
        label=_("Collection"),
        required=False,
        max_length=200,
        help_text=_("Left out, the file's name is one."),
    )

    def upload(self) -> dict[str, Any]:
        """Return what the service takes."""
        file = self.cleaned_data["file"]
        return {
            "file": file,
            "file_name": file.name,
            "collection_name": self.cleaned_data["collection"],
        }


def read_conversation(typed: str) -> list[dict[str, str]]:
    """Return the turns of a typed conversation as messages."""
    if not typed.strip():
        return []
    before, *turns = TURN.split(typed)
    if before.strip():
        raise ValidationError(_("Begin each turn with user: or assistant: on a line."))
    pairs = zip(turns[::2], turns[1::2], strict=True)
    return [
        {"role": ROLES.get(role.lower(), role.lower()), "content": said.strip()}
        for role, said in pairs
    ]


def _record(given: dict[str, Any]) -> dict[str, Any]:
    """Return the form's fields in the shape of an import line."""
    settings = {name: given[name] for name in ("temperature", "top_p", "seed")}
    sampling = {**{k: v for k, v in settings.items() if v is not None}, **given["sampling"]}
    plain = ("kind", "body", "title", "language", "context", "reasoning", "licence", "source_url")
    day = given["generated_at"]
    return {
        **{name: given[name] for name in (*plain, "key", "redistributable")},
        "author": _part(given, "author", ("name", "kind", "family", "provider", "training")),
        "prompt": _prompt(given),
        "sampling": sampling,
        "generated_at": day.isoformat() if day else None,
    }


def _prompt(given: dict[str, Any]) -> dict[str, Any] | None:
    prompt = _part(given, "prompt", ("text", "system", "elicitation", "key"))
    return prompt if any(prompt[name] for name in ("text", "system", "key")) else None


def _part(given: dict[str, Any], prefix: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[f"{prefix}_{name}"] for name in names}


class AuthorForm(forms.Form):
    """What is known of an author whose name and kind stay as they are."""

    family = forms.CharField(
        label=_("Family"),
        required=False,
        max_length=200,
        help_text=_(
            "Lineage of the base model. Left empty it is the name, and counts as unstated."
        ),
    )
    provider = forms.CharField(label=_("Provider"), required=False, max_length=200)
    training = forms.ChoiceField(label=_("Training"), choices=Author.Training.choices)
    released_on = forms.DateField(
        label=_("Released on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        help_text=_("One to a line. Bodies are searched for them before a blind study opens."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_aliases(self) -> list[str]:
        names = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(filter(None, names)))


class PromptForm(forms.Form):
    """What is said about a prompt; its text and system text are the prompt itself."""

    key = forms.CharField(label=_("Label"), required=False, max_length=200)
    elicitation = forms.ChoiceField(
        choices=Prompt.Elicitation.choices,
        label=_("How leading it is"),
        help_text=_("Free: any subject. Task: a subject. Leading: asks for what is looked for."),
    )
