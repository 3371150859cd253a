from __future__ import annotations

from django.urls import path

from cairn.dashboard.leads import calendar, imports, listing, own_fields, page

urlpatterns = [
    path("leads", listing.leads, name="leads"),
    path("leads/rows", listing.rows_fragment, name="lead-rows"),
    path("leads/act", listing.act, name="leads-act"),
    path("leads/export", listing.csv, name="leads-export"),
    path("leads/views", listing.keep, name="leads-keep-view"),
    path("leads/views/<int:pk>/forget", listing.forget, name="leads-forget-view"),
    path("leads/import", imports.new, name="import-new"),
    path("leads/import/<int:pk>", imports.show, name="import"),
    path("leads/import/<int:pk>/progress", imports.progress, name="import-progress"),
    path("leads/import/<int:pk>/change", imports.change, name="import-change"),
    path("leads/import/<int:pk>/problems", imports.problems, name="import-problems"),
    path("calendar/<str:key>.ics", calendar.ics, name="calendar"),
    path("tasks/calendar", calendar.address, name="calendar-address"),
    path("settings/fields", own_fields.show, name="own-fields"),
    path("settings/fields/<int:pk>", own_fields.change, name="own-field"),
    path("leads/tags", page.known_tags, name="lead-tags"),
    path("leads/<int:pk>", page.lead, name="lead-page"),
    path("leads/<int:pk>/body", page.lead_fragment, name="lead-body"),
    path("leads/<int:pk>/older", page.older_fragment, name="lead-older"),
    path("leads/<int:pk>/edit", page.edit_field, name="lead-edit"),
    path("leads/<int:pk>/stage", page.move, name="lead-stage"),
    path("leads/<int:pk>/tasks", page.add_task, name="lead-task"),
]
