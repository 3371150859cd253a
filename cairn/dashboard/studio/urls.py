from __future__ import annotations

from django.urls import path

from cairn.dashboard.studio import acts, pages

urlpatterns = [
    path("settings/templates", pages.templates, name="templates"),
    path("settings/templates/list", pages.list_fragment, name="templates-list"),
    path("settings/templates/sync", acts.sync, name="templates-sync"),
    path("settings/templates/new", acts.new, name="template-new"),
    path("settings/templates/look", acts.look, name="template-look"),
    path("settings/templates/<int:pk>", pages.template, name="template"),
    path("settings/templates/<int:pk>/state", pages.state_fragment, name="template-state"),
    path("settings/templates/<int:pk>/edit", acts.edit, name="template-edit"),
    path("settings/templates/<int:pk>/fill", acts.fill, name="template-fill"),
    path("settings/templates/<int:pk>/try", acts.try_out, name="template-try"),
    path("settings/templates/<int:pk>/delete", acts.delete, name="template-delete"),
]
