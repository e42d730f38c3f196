"""A query string is checked by a form: unknown names and bad values are refused by name."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from django import forms
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

PAGING = ("limit", "offset", "cursor")


class AskedField(forms.BoundField):
    """A field on a page: its help is for who writes requests, and is not pointed to there."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.help_text = ""


class QueryForm(forms.Form):
    """What may be asked of a list. Every field may be left out; a blank one says nothing.

    The same form is the page's search form, the check of the API's query string and the source of
    its documentation (label or help text). Names with a dot are given in `dotted`.
    """

    # {"author.family": "author_family"}: what is asked as the first is checked by the second.
    dotted: dict[str, str] = {}
    bound_field_class = AskedField
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for asked, name in self.dotted.items():
            self.fields[asked] = self.fields.pop(name)
        for field in self.fields.values():
            field.required = False

    @classmethod
    def read(cls, params: QueryDict, *, also: Collection[str] = ()) -> dict[str, Any]:
        """Return what a query string asks, or raise naming what is wrong with it.

        Making a form takes longer than its fields take to look at what is given: only one that
        looks at more than its fields do is made.
        """
        fields, nothing, looks_further = _looked_at(cls)
        if looks_further:
            form = cls(params)
            read_query(form, params, also=also)
            return form.asked()
        errors = unknown_parameters(params, {*fields, *also})
        found = {}
        for name, field in fields.items():
            if name not in params:
                continue
            try:
                found[name] = field.clean(field.widget.value_from_datadict(params, {}, name))
            except forms.ValidationError as error:
                errors[name] = list(error.messages)
        if errors:
            raise ValidationError(errors)
        return {**nothing, **cls._as_asked(found)}

    def asked(self) -> dict[str, Any]:
        """Return what was asked, by Python names, leaving out what was not."""
        return self._as_asked(self.cleaned_data)

    @classmethod
    def _as_asked(cls, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {
            cls.dotted.get(name, name): value
            for name, value in cleaned.items()
            if value not in (None, "", [])
        }


@cache
def _looked_at(
    form_class: type[QueryForm],
) -> tuple[dict[str, forms.Field], dict[str, Any], bool]:
    """Return a form's fields, what it says was asked where nothing was, and if it looks further."""
    form = form_class(QueryDict())
    form.is_valid()
    further = form_class.clean is not forms.Form.clean or any(
        hasattr(form_class, f"clean_{name}") for name in form.fields
    )
    return form.fields, form.asked(), further


def read_query(form: forms.Form, params: QueryDict, *, also: Collection[str] = ()) -> None:
    """Check a query string against a form and further names, or raise naming what is wrong."""
    errors = unknown_parameters(params, {*form.fields, *also})
    if not form.is_valid():
        errors.update({name: [str(e) for e in said] for name, said in form.errors.items()})
    if errors:
        raise ValidationError(errors)


def unknown_parameters(params: QueryDict, known: set[str]) -> dict[str, list[str]]:
    """Return a message for every parameter that is unknown, or is given more than once."""
    takes = f"This list takes: {', '.join(sorted(known))}." if known else "There are none here."
    errors = {name: [f"Unknown parameter. {takes}"] for name in params if name not in known}
    for name, values in params.lists():
        if name in known and len(values) > 1:
            errors[name] = ["Given more than once."]
    return errors


def form_parameters(form_class: type[forms.Form]) -> list[OpenApiParameter]:
    """Return a form's fields as the schema's query parameters."""
    return [_parameter(name, field) for name, field in form_class().fields.items()]


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    return OpenApiParameter(
        name=name,
        type=_field_schema(field),
        location=OpenApiParameter.QUERY,
        description=str(field.help_text or field.label or ""),
        allow_blank=True,
    )


def _field_schema(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return {"type": "string", "enum": [str(value) for value, _ in choices]}
    if isinstance(field, forms.IntegerField):
        bounds = {"minimum": field.min_value, "maximum": field.max_value}
        return {"type": "integer", **{k: v for k, v in bounds.items() if v is not None}}
    formats = {forms.UUIDField: "uuid", forms.DateField: "date", forms.DateTimeField: "date-time"}
    for kind, name in formats.items():
        if isinstance(field, kind):
            return {"type": "string", "format": name}
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    limit = getattr(field, "max_length", None)
    return {"type": "string", **({"maxLength": limit} if limit else {})}
