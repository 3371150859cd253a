from __future__ import annotations

from django.urls import path

from cairn.dashboard.composer import again, picking, uploading

urlpatterns = [
    path("inbox/<int:pk>/upload", uploading.for_conversation, name="upload"),
    path("inbox/<int:pk>/templates", picking.picker, name="picker"),
    path("inbox/<int:pk>/templates/list", picking.found_list, name="picker-list"),
    path("inbox/<int:pk>/templates/one", picking.one, name="picker-one"),
    path("inbox/<int:pk>/template", picking.send, name="send-template"),
    path("settings/templates/upload", uploading.for_template, name="template-upload"),
    path("messages/<int:pk>/again", again.send_again, name="send-again"),
    path("messages/<int:pk>/cancel", again.take_back, name="take-back"),
]
