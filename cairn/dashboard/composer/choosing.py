"""Messages with something to tap: reply buttons, a list, a link button, a request for a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cairn.automation import staff
from cairn.conversations import canned, drafts, planned
from cairn.conversations.outgoing import Content, Unsendable, check, interactive, write
from cairn.conversations.outgoing.write import Choice
from cairn.dashboard.composer import writing
from cairn.dashboard.composer.planning import moment
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.inbox import visible

PAGE = "dashboard/composer/choices.html"
KINDS = ("buttons", "list", "link", "place")
LIMITS = {
    "body": interactive.LONGEST_BODY,
    "list_body": interactive.LONGEST_LIST_BODY,
    "edge": interactive.LONGEST_EDGE,
    "button": interactive.LONGEST_BUTTON,
    "row": interactive.LONGEST_ROW,
    "description": interactive.LONGEST_DESCRIPTION,
    "section": interactive.LONGEST_SECTION,
    "url": interactive.LONGEST_URL,
}


@require_safe
@desk
@writes
def form(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    found = visible(request, pk)
    if kind not in KINDS:
        raise Http404
    numbers = range(1, 1 + (interactive.MOST_ROWS if kind == "list" else interactive.MOST_BUTTONS))
    context = {"conversation": found, "kind": kind, "numbers": numbers, "limits": LIMITS}
    return render(request, PAGE, {**context, "presets": writing.presets(request.firm)})


@require_POST
@desk
@writes
def send(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    found, key = visible(request, pk), request.POST.get("key", "")[:180] or None
    if kind not in KINDS:
        raise Http404
    try:
        content = MAKERS[kind](request.POST)
        canned.complete(content.text)
        check(content.type, content.text, content.content)
        if at := moment(request):
            planned.plan(found, content=content, at=at, user=request.user, key=key)
        else:
            staff.reply(found, content=content, user=request.user, key=key)
        drafts.sent(found, request.user, content.text)
    except Unsendable as refusal:
        return refused(refusal)
    return done(request, f"/inbox/{pk}")


def buttons(given: QueryDict) -> Content:
    titles = [title.strip() for title in given.getlist("title") if title.strip()]
    choices = [Choice(f"button-{place}", title) for place, title in enumerate(titles, 1)]
    return write.buttons(body(given), choices, header=edge(given, "header"), footer=edge(given, "footer"))


def rows(given: QueryDict) -> Content:
    return write.list_of(
        body(given),
        sections(given),
        button=edge(given, "button"),
        header=edge(given, "header"),
        footer=edge(given, "footer"),
    )


def sections(given: QueryDict) -> list[tuple[str, list[Choice]]]:
    """A row whose section is empty belongs to the one before it."""
    found: list[tuple[str, list[Choice]]] = []
    for name, choice in lines(given):
        if not found or (name and name != found[-1][0]):
            found.append((name, []))
        found[-1][1].append(choice)
    return found


def lines(given: QueryDict) -> Iterator[tuple[str, Choice]]:
    filled = zip(given.getlist("section"), given.getlist("title"), given.getlist("description"), strict=False)
    for place, (section, title, description) in enumerate(filled, 1):
        if title.strip() or description.strip():
            yield section.strip(), Choice(f"row-{place}", title.strip(), description.strip())


def link(given: QueryDict) -> Content:
    return write.link(
        body(given),
        button=edge(given, "button"),
        url=edge(given, "url"),
        header=edge(given, "header"),
        footer=edge(given, "footer"),
    )


def place(given: QueryDict) -> Content:
    return write.ask_place(body(given))


def body(given: QueryDict) -> str:
    return given.get("body", "").replace("\r\n", "\n").strip()


def edge(given: QueryDict, name: str) -> str:
    return given.get(name, "").strip()


MAKERS: dict[str, Callable[[QueryDict], Content]] = {"buttons": buttons, "list": rows, "link": link, "place": place}
