from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.people import privacy, same, wishes

urlpatterns: list[URLPattern] = [
    path("people/<int:pk>/same", same.page, name="same-person"),
    path("people/<int:pk>/wishes", wishes.write_down, name="wish-written"),
    path("merges/<int:pk>/undo", same.undo, name="undo-merge"),
    path("people/<int:pk>/privacy", privacy.page, name="privacy"),
    path("people/<int:pk>/privacy/copy", privacy.copy_fragment, name="privacy-copy"),
    path("people/<int:pk>/privacy/copies", privacy.copy, name="privacy-copies"),
    path("people/<int:pk>/privacy/copies/<uuid:key>", privacy.download, name="privacy-download"),
    path("people/<int:pk>/privacy/erase", privacy.end, name="privacy-erase"),
    path("people/erased/<int:pk>", privacy.erased, name="privacy-erased"),
]
