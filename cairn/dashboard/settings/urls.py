from __future__ import annotations

from django.urls import URLPattern, path

from cairn.dashboard.settings import (
    access,
    audit,
    devices,
    doctor,
    factors,
    firm,
    invitations,
    keeping,
    me,
    numbers,
    replies,
    team,
)

urlpatterns: list[URLPattern] = [
    path("settings", firm.page, name="settings"),
    path("settings/numbers", numbers.page, name="settings-numbers"),
    path("settings/team", team.page, name="settings-team"),
    path("settings/me", me.page, name="settings-me"),
    path("settings/me/second", factors.page, name="settings-second"),
    path("settings/me/passkey", factors.offer, name="settings-passkey"),
    path("settings/me/devices", devices.end, name="settings-devices"),
    path("settings/access", access.page, name="settings-access"),
    path("settings/retention", keeping.page, name="settings-retention"),
    path("settings/audit", audit.page, name="settings-audit"),
    path("settings/team/second", team.second, name="settings-team-second"),
    path("settings/team/invite", invitations.invite, name="settings-team-invite"),
    path("settings/team/invitations/<int:pk>", invitations.change, name="settings-team-invitation"),
    path("settings/team/add", team.add, name="settings-team-add"),
    path("settings/team/<int:pk>", team.change, name="settings-team-change"),
    path("settings/replies", replies.page, name="settings-replies"),
    path("settings/replies/list", replies.list_fragment, name="settings-replies-list"),
    path("settings/replies/new", replies.save, name="settings-replies-new"),
    path("settings/replies/<int:pk>", replies.save, name="settings-replies-save"),
    path("settings/replies/<int:pk>/delete", replies.delete, name="settings-replies-delete"),
    path("settings/replies/back/<slug:key>", replies.bring_back, name="settings-replies-back"),
    path("settings/doctor", doctor.page, name="settings-doctor"),
    path("settings/doctor/<int:pk>/checks", doctor.checks_fragment, name="settings-doctor-checks"),
    path("settings/doctor/<int:pk>/check", doctor.check, name="settings-doctor-check"),
    path("settings/doctor/<int:pk>/act", doctor.act, name="settings-doctor-act"),
]
