from __future__ import annotations

from django.urls import path

from cairn.dashboard.automation import acts, moves, rules, sequences

urlpatterns = [
    path("automation", moves.moves, name="automation"),
    path("automation/moves", moves.moves_fragment, name="automation-moves"),
    path("automation/did", moves.did_fragment, name="automation-did"),
    path("automation/moves/<slug:rule>", acts.mode, name="automation-mode"),
    path("automation/pause", acts.pause, name="automation-pause"),
    path("automation/sequences", sequences.sequences, name="sequences"),
    path("automation/sequences/list", sequences.list_fragment, name="sequences-list"),
    path("automation/sequences/new", sequences.new, name="sequence-new"),
    path("automation/sequences/<int:pk>", sequences.sequence, name="sequence"),
    path("automation/sequences/<int:pk>/in", sequences.in_fragment, name="sequence-in"),
    path("automation/sequences/<int:pk>/active", sequences.active, name="sequence-active"),
    path("automation/enrolments/<int:pk>/stop", acts.stop_sequence, name="enrolment-stop"),
    path("automation/enrolments/<int:pk>/resume", acts.resume_sequence, name="enrolment-resume"),
    path("leads/<int:pk>/sequence", acts.start_sequence, name="lead-sequence"),
    path("leads/<int:pk>/payment", acts.payment, name="lead-payment"),
    path("automation/rules", rules.rules, name="rules"),
    path("automation/rules/list", rules.list_fragment, name="rules-list"),
    path("automation/rules/new", rules.new, name="rule-new"),
    path("automation/rules/rehearse", rules.rehearse, name="rule-rehearse"),
    path("automation/rules/<int:pk>", rules.rule, name="rule"),
    path("automation/rules/<int:pk>/log", rules.log_fragment, name="rule-log"),
    path("automation/rules/<int:pk>/active", rules.active, name="rule-active"),
    path("automation/rules/<int:pk>/delete", rules.delete, name="rule-delete"),
]
