from __future__ import annotations

from django.urls import path

from cairn.dashboard.catalog import acts, departures, edit, images, imports, said, trips

TRIP, DATE, FAQ, STORY, POLICY = ({"kind": kind} for kind in ("trip", "departure", "faq", "story", "policy"))
urlpatterns = [
    path("trips", trips.trips, name="trips"),
    path("trips/list", trips.list_fragment, name="trips-list"),
    path("trips/new", edit.new, TRIP, name="trip-new"),
    path("trips/<int:pk>", trips.trip, name="trip"),
    path("trips/<int:pk>/facts", trips.facts_fragment, name="trip-facts"),
    path("trips/<int:pk>/known", trips.known, name="trip-known"),
    path("trips/<int:pk>/edit", edit.edit, TRIP, name="trip-edit"),
    path("trips/<int:pk>/act", acts.trip, name="trip-act"),
    path("trips/<int:pk>/images", images.add, name="trip-images"),
    path("trips/images/<uuid:key>", images.show, name="trip-image"),
    path("trips/images/<uuid:key>/thumb", images.thumb, name="trip-thumb"),
    path("trips/images/<int:pk>/change", images.change, name="trip-image-change"),
    path("departures", departures.page, name="departures"),
    path("departures/list", departures.list_fragment, name="departures-list"),
    path("departures/new", edit.new, DATE, name="departure-new"),
    path("departures/<int:pk>/edit", edit.edit, DATE, name="departure-edit"),
    path("departures/<int:pk>/act", acts.departure, name="departure-act"),
    path("faqs", said.page, FAQ, name="faqs"),
    path("faqs/list", said.list_fragment, FAQ, name="faqs-list"),
    path("faqs/new", edit.new, FAQ, name="faq-new"),
    path("faqs/<int:pk>/edit", edit.edit, FAQ, name="faq-edit"),
    path("faqs/<int:pk>/delete", acts.delete_faq, name="faq-delete"),
    path("stories", said.page, STORY, name="stories"),
    path("stories/list", said.list_fragment, STORY, name="stories-list"),
    path("stories/new", edit.new, STORY, name="story-new"),
    path("stories/<int:pk>/edit", edit.edit, STORY, name="story-edit"),
    path("stories/<int:pk>/act", acts.story, name="story-act"),
    path("policies", said.page, POLICY, name="policies"),
    path("policies/list", said.list_fragment, POLICY, name="policies-list"),
    path("policies/<int:pk>/edit", edit.edit, POLICY, name="policy-edit"),
    path("catalog/import", imports.new, name="catalog-import"),
    path("catalog/import/<int:pk>", imports.show, name="catalog-import-one"),
    path("catalog/import/<int:pk>/progress", imports.progress, name="catalog-import-progress"),
    path("catalog/import/<int:pk>/change", imports.change, name="catalog-import-change"),
    path("catalog/export/<slug:kind>.<slug:form>", imports.export, name="catalog-export"),
    path("catalog/undo/<int:pk>", acts.undo, name="catalog-undo"),
]
