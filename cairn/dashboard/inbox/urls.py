from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.inbox import acts, commands, pages, presence

urlpatterns: list[URLPattern] = [
    path("", pages.home),
    path("inbox", pages.inbox, name="inbox"),
    path("inbox/list", pages.list_fragment, name="inbox-list"),
    path("inbox/act", acts.act, name="inbox-act"),
    path("inbox/undo/<slug:key>", acts.undo, name="inbox-undo"),
    path("inbox/views", acts.keep, name="inbox-keep"),
    path("inbox/views/<int:pk>/forget", acts.forget, name="inbox-forget"),
    path("inbox/<int:pk>", pages.conversation, name="conversation"),
    path("inbox/<int:pk>/thread", pages.thread_fragment, name="thread"),
    path("inbox/<int:pk>/older", pages.older_fragment, name="older"),
    path("inbox/<int:pk>/lead", pages.lead_fragment, name="lead"),
    path("inbox/<int:pk>/pause", acts.pause, name="inbox-pause"),
    path("inbox/<int:pk>/presence", presence.here, name="presence"),
    path("commands", commands.commands, name="commands"),
]
