"""A rule as a form: an event, conditions, and for each kind of action its fields. What is left empty is not done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.accounts.models import User
from cairn.automation.hooks.address import Forbidden, check_url
from cairn.automation.models import Rule, Sequence
from cairn.automation.rules.facts import BY_WHOM, EVENTS
from cairn.automation.sequences.words import unknown
from cairn.catalog.models import Trip
from cairn.conversations.models import Template
from cairn.dashboard import sources
from cairn.leads.models import Priority, Stage, Task

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EMPTY = [("", "–")]

MOVES = [(stage.value, stage.label) for stage in Stage if stage not in (Stage.INQUIRY, Stage.WON)]


def many(
    choices: list[tuple[Any, Any]] | Callable[[], list[tuple[str, str]]], label: _StrPromise | str
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=choices, required=False, label=label, widget=forms.CheckboxSelectMultiple)


def line(label: _StrPromise | str, longest: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(required=False, max_length=longest, label=label, **more)


class RuleForm(forms.Form):
    """Valid when there is a name, an event and at least one action that could be done."""

    name = forms.CharField(max_length=80, label=_("Name"), error_messages={"required": _("Give the rule a name.")})
    event = forms.ChoiceField(choices=list(EVENTS.items()), label=_("When"))

    who = many(list(BY_WHOM.items()), _("By whom"))
    stage = many(list(Stage.choices), _("Stage"))
    source = many(sources.choices, _("Source"))
    trip = forms.ModelMultipleChoiceField(Trip.objects.order_by("name"), required=False, label=_("Trip"))
    words = line(_("The message has one of these words"))
    score_from = forms.IntegerField(required=False, min_value=1, max_value=100, label=_("Score at least"))
    priority = many(list(Priority.choices), _("Priority"))
    tag = line(_("Has the tag"), 40)
    time_from = forms.TimeField(required=False, label=_("Between"))
    time_until = forms.TimeField(required=False, label=_("and"))
    owned = forms.ChoiceField(required=False, label=_("Whose lead"))

    do_stage = forms.ChoiceField(choices=[*EMPTY, *MOVES], required=False, label=_("Move the lead to"))
    do_task = line(_("Add a task"), 200)
    do_task_type = forms.ChoiceField(choices=Task.Type.choices, required=False, label=_("of the kind"))
    do_task_hours = forms.IntegerField(required=False, min_value=1, max_value=24 * 30, label=_("due in hours"))
    do_tag = line(_("Put on the tag"), 40)
    do_assign = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="–", label=_("Give the lead to")
    )
    do_notify = line(_("Tell the team"))
    do_text = line(_("Send a text, if the window is open"), 4096, widget=forms.Textarea)
    do_template = forms.ModelChoiceField(
        Template.objects.none(), required=False, empty_label="–", label=_("Send the template")
    )
    do_values = line(_("Its blanks, one a line"), 1000, widget=forms.Textarea)
    do_sequence = forms.ModelChoiceField(
        Sequence.objects.order_by("name"), required=False, empty_label="–", label=_("Start the sequence")
    )
    do_webhook = line(_("Call the webhook"), 500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        team = User.objects.filter(is_active=True).exclude(role="viewer").order_by("name")
        self.fields["do_assign"].queryset = team  # type: ignore[attr-defined]
        approved = Template.objects.filter(status="approved", removed_at=None).order_by("name", "language")
        self.fields["do_template"].queryset = approved  # type: ignore[attr-defined]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "input"
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            if isinstance(field, forms.TimeField):
                field.widget.input_type = "time"
        people = [(str(user.pk), user.name) for user in team]
        self.fields["owned"].choices = [*EMPTY, ("nobody", _("Nobody's")), *people]  # type: ignore[attr-defined]

    def clean_do_webhook(self) -> str:
        url: str = self.cleaned_data["do_webhook"].strip()
        if url:
            try:
                check_url(url)
            except Forbidden as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return url

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name in ("do_task", "do_notify", "do_text", "do_values"):
            if wrong := unknown(data.get(name) or ""):
                self.add_error(name, f"There is no {{{wrong[0]}}}.")
        if bool(data.get("time_from")) != bool(data.get("time_until")):
            self.add_error("time_until", _("Give both times, or none."))
        if not self.errors and not self.actions():
            raise forms.ValidationError(_("Choose at least one thing that the rule does."))
        return data

    def conditions(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: data[name] for name in ("who", "stage", "source", "score_from", "priority", "tag")}
        found["trip"] = [trip.pk for trip in data["trip"]]
        found["words"] = [word.strip() for word in data["words"].split(",") if word.strip()]
        found["owner"] = int(data["owned"]) if data["owned"].isdecimal() else data["owned"]
        if data["time_from"] and data["time_until"]:
            found["between"] = [data["time_from"].isoformat(), data["time_until"].isoformat()]
        return {name: value for name, value in found.items() if value}

    def actions(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        hours = data["do_task_hours"] or 24
        kind = data["do_task_type"] or Task.Type.FOLLOW_UP.value
        values = [line.strip() for line in data["do_values"].splitlines() if line.strip()]
        found: list[tuple[Any, dict[str, Any]]] = [
            (data["do_stage"], {"kind": "stage", "to": data["do_stage"]}),
            (data["do_task"], {"kind": "task", "title": data["do_task"], "type": kind, "hours": hours}),
            (data["do_tag"], {"kind": "tag", "tag": data["do_tag"]}),
            (data["do_assign"], {"kind": "assign", "user": pk(data["do_assign"])}),
            (data["do_notify"], {"kind": "notify", "text": data["do_notify"]}),
            (data["do_text"], {"kind": "text", "text": data["do_text"]}),
            (data["do_template"], {"kind": "template", "template": pk(data["do_template"]), "values": values}),
            (data["do_sequence"], {"kind": "sequence", "sequence": pk(data["do_sequence"])}),
            (data["do_webhook"], {"kind": "webhook", "url": data["do_webhook"]}),
        ]
        return [action for wanted, action in found if wanted]


def pk(row: Any) -> int | None:
    return row.pk if row else None


def initial(rule: Rule) -> dict[str, Any]:
    """The form's fields from the rule."""
    conditions, does = rule.conditions, {action["kind"]: action for action in rule.actions}
    between = conditions.get("between", ["", ""])
    task, template = does.get("task", {}), does.get("template", {})
    return {
        **{name: conditions.get(name) for name in ("who", "stage", "source", "trip", "score_from", "priority", "tag")},
        "name": rule.name, "event": rule.event,
        "words": ", ".join(conditions.get("words", [])), "owned": str(conditions.get("owner", "")),
        "time_from": between[0][:5], "time_until": between[1][:5],
        "do_stage": does.get("stage", {}).get("to"), "do_tag": does.get("tag", {}).get("tag"),
        "do_task": task.get("title"), "do_task_type": task.get("type"), "do_task_hours": task.get("hours"),
        "do_assign": does.get("assign", {}).get("user"), "do_notify": does.get("notify", {}).get("text"),
        "do_text": does.get("text", {}).get("text"), "do_template": template.get("template"),
        "do_values": "\n".join(template.get("values", [])),
        "do_sequence": does.get("sequence", {}).get("sequence"), "do_webhook": does.get("webhook", {}).get("url"),
    }  # fmt: skip


SAYS = {
    "stage": "moves the lead", "task": "adds a task", "tag": "puts on a tag", "assign": "gives the lead to somebody",
    "notify": "tells the team", "text": "sends a text", "template": "sends a template", "sequence": "starts a sequence",
    "webhook": "calls a webhook",
}  # fmt: skip


def spoken(rule: Rule) -> str:
    line = ", ".join(SAYS[action["kind"]] for action in rule.actions if action["kind"] in SAYS)
    return line[:1].upper() + line[1:]
