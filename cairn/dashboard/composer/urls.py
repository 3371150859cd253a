from __future__ import annotations

from django.urls import path

from cairn.dashboard.composer import again, choosing, drafting, picking, planning, quick, reacting, uploading

urlpatterns = [
    path("inbox/<int:pk>/upload", uploading.for_conversation, name="upload"),
    path("inbox/<int:pk>/templates", picking.picker, name="picker"),
    path("inbox/<int:pk>/templates/list", picking.found_list, name="picker-list"),
    path("inbox/<int:pk>/templates/one", picking.one, name="picker-one"),
    path("inbox/<int:pk>/template", picking.send, name="send-template"),
    path("inbox/<int:pk>/draft", drafting.keep, name="draft"),
    path("inbox/<int:pk>/replies", quick.replies, name="quick-replies"),
    path("inbox/<int:pk>/replies/<int:reply>", quick.take_reply, name="take-reply"),
    path("inbox/<int:pk>/trips", quick.trips, name="quick-trips"),
    path("inbox/<int:pk>/trips/<int:trip>", quick.take_trip, name="take-trip"),
    path("team/names", quick.people, name="quick-people"),
    path("inbox/<int:pk>/choices/<slug:kind>", choosing.form, name="choices"),
    path("inbox/<int:pk>/choices/<slug:kind>/send", choosing.send, name="send-choices"),
    path("messages/<int:pk>/planned", planning.act, name="planned-act"),
    path("messages/<int:pk>/react", reacting.set_reaction, name="react"),
    path("settings/templates/upload", uploading.for_template, name="template-upload"),
    path("messages/<int:pk>/again", again.send_again, name="send-again"),
    path("messages/<int:pk>/arrived", again.say_arrived, name="say-arrived"),
    path("messages/<int:pk>/cancel", again.take_back, name="take-back"),
]
