"""The addresses of the desk, mounted at the root."""

from __future__ import annotations

from django.urls import include, path

from cairn.dashboard import acts, joining, proving, second, today
from cairn.dashboard.door import SignIn, SignOut
from cairn.dashboard.styleguide import styleguide

urlpatterns = [
    path("styleguide", styleguide),
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-in/second", second.step, name="second-step"),
    path("sign-in/challenge", second.challenge, name="passkey-challenge"),
    path("sign-in/passkey", second.passkey, name="passkey-sign-in"),
    path("confirm", proving.confirm, name="confirm"),
    path("join/<str:token>", joining.join, name="join"),
    path("forgot", joining.forgot, name="forgot"),
    path("password/<str:name>/<str:token>", joining.choose, name="choose-password"),
    path("sign-out", SignOut.as_view(), name="sign-out"),
    path("", include("cairn.dashboard.inbox.urls")),
    path("inbox/<int:pk>/say", acts.say, name="say"),
    path("inbox/<int:pk>/assistant", acts.assistant, name="assistant"),
    path("inbox/<int:pk>/read", acts.read, name="read"),
    path("tasks", today.today, name="today"),
    path("tasks/queue", today.queue_fragment, name="queue"),
    path("tasks/act", today.act, name="tasks-act"),
    path("tasks/undo/<slug:key>", today.undo, name="tasks-undo"),
    path("moves/<int:pk>/undo", acts.undo_move, name="undo-move"),
    path("moves/<int:pk>/accept", acts.accept_move, name="accept-move"),
    path("tasks/<int:pk>/done", acts.task_done, name="task-done"),
    path("", include("cairn.dashboard.pipeline.urls")),
    path("", include("cairn.dashboard.leads.urls")),
    path("", include("cairn.dashboard.automation.urls")),
    path("", include("cairn.dashboard.notices.urls")),
    path("", include("cairn.dashboard.composer.urls")),
    path("", include("cairn.dashboard.studio.urls")),
    path("", include("cairn.dashboard.settings.urls")),
    path("", include("cairn.dashboard.ops.urls")),
    path("", include("cairn.dashboard.insights.urls")),
    path("", include("cairn.dashboard.people.urls")),
    path("", include("cairn.dashboard.knowledge.urls")),
    path("", include("cairn.dashboard.media.urls")),
    path("", include("cairn.dashboard.assisting.urls")),
    path("", include("cairn.dashboard.catalog.urls")),
]
