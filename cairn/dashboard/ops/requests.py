"""Counts the requests of this process, and those that ended in an error of ours."""

from __future__ import annotations

from django.core.signals import got_request_exception, request_finished

from cairn.journal import samples


def watch() -> None:
    request_finished.connect(answered, dispatch_uid="cairn.answered")
    got_request_exception.connect(failed, dispatch_uid="cairn.failed")


def answered(**_: object) -> None:
    samples.note("request")


def failed(**_: object) -> None:
    samples.note("failed", bad=True)
