"""Our own webhook address, called from outside as Meta would: the handshake, a signed body, a forged one."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as _

from cairn.channels.doctor.finding import Finding, bad, good, warn
from cairn.channels.doctor.patient import Patient
from cairn.conversations.events import OWN_KNOCK as FIELD
from cairn.journal.models import Entry, EntryOnce
from cairn.lib.saying import said

PATIENCE = 5.0  # seconds for an answer
FILED_WITHIN = 4.0
LOOK = 0.1
PROXY = _("See that the proxy or tunnel in front of PUBLIC_URL sends this path on to Cairn.")


def https(patient: Patient) -> Finding:
    name = _("Secure address")
    if settings.PUBLIC_URL.startswith("https://"):
        return good(name, said(_("%(url)s is https."), url=settings.PUBLIC_URL))
    if patient.simulated:
        return good(name, _("Plain http is enough for the simulator."))
    return bad(
        name,
        said(_("%(url)s is not https: Meta refuses it."), url=settings.PUBLIC_URL),
        _("Give the desk an https address in PUBLIC_URL."),
    )


def handshake(patient: Patient) -> Finding:
    """Meta does this each time the address or the verify token is saved."""
    name, challenge = _("Handshake"), secrets.token_hex(8)
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": settings.WHATSAPP_VERIFY_TOKEN}
    try:
        answer = httpx.get(patient.address, params=query, timeout=PATIENCE, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return unreachable(name, patient, failure)
    if answer.status_code == 200 and answer.text == challenge:
        return good(name, said(_("%(url)s answers with the verify token."), url=patient.address))
    if answer.status_code == 403:
        step = _("Start web and doctor with the same WHATSAPP_VERIFY_TOKEN, and save it at Meta again.")
        return bad(name, _("The address answers, but its verify token is another."), step)
    says = said(_("The address answers with HTTP %(status)s, not with the challenge."), status=answer.status_code)
    return bad(name, says, PROXY)


def signed(patient: Patient) -> Finding:
    """A body of our own with the right signature is stored, and filed without a trace."""
    name, body = _("Round trip"), knock()
    started = time.monotonic()
    try:
        status = post(patient, body, signature(body))
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return unreachable(name, patient, failure)
    if status == 401:
        step = _(
            "Start all processes with the same WHATSAPP_APP_SECRET: the app secret of Meta's app, under Basic settings."
        )
        return bad(name, _("A body signed with the app secret was refused."), step)
    if status != 200:
        return bad(name, said(_("A signed body got HTTP %(status)s."), status=status), PROXY)
    return stored(name, body, round((time.monotonic() - started) * 1000))


def stored(name: str, body: bytes, took: int) -> Finding:
    """Read back by its hash: proof that this very body reached this very journal."""
    until = time.monotonic() + FILED_WITHIN
    while time.monotonic() < until:
        known = EntryOnce.objects.filter(sha256=hashlib.sha256(body).digest()).values("number")
        state = Entry.objects.filter(pk__in=known).values_list("state", flat=True).first()
        if state and state != Entry.State.NEW:
            return good(name, said(_("A signed test body was taken in %(ms)s ms, stored and filed."), ms=took))
        time.sleep(LOOK)
    if state:
        return warn(
            name,
            _("A signed test body was stored, but nobody files it."),
            _("See that a worker runs: cairn work"),
        )
    step = _("PUBLIC_URL leads to another Cairn, or the database is away and the spool keeps it.")
    return bad(name, _("A signed test body was accepted but is not in this journal."), step)


def forged(patient: Patient) -> Finding:
    name, body = _("Signature"), knock()
    try:
        status = post(patient, body, hmac.new(b"not the secret", body, hashlib.sha256).hexdigest())
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return unreachable(name, patient, failure)
    if status == 401:
        return good(name, _("A wrongly signed body is turned away."))
    step = _("Something in front of Cairn answers in its place. Anybody could send you messages.")
    return bad(name, said(_("A wrongly signed body got HTTP %(status)s; it must be 401."), status=status), step)


def knock() -> bytes:
    """What Cairn recognises as its own: stored like any webhook, filed as nothing."""
    value = {"nonce": secrets.token_hex(16)}
    entry = {"id": "cairn", "time": int(time.time()), "changes": [{"field": FIELD, "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def signature(body: bytes) -> str:
    return hmac.new(settings.WHATSAPP_APP_SECRETS[0].encode(), body, hashlib.sha256).hexdigest()


def post(patient: Patient, body: bytes, digest: str) -> int:
    headers = {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}
    return httpx.post(patient.address, content=body, headers=headers, timeout=PATIENCE, trust_env=False).status_code


def unreachable(name: str, patient: Patient, failure: Exception) -> Finding:
    step = _("Start the desk (cairn run), and set PUBLIC_URL to the address under which the world reaches it.")
    error = type(failure).__name__
    return bad(name, said(_("%(url)s can't be reached (%(error)s)."), url=patient.address, error=error), step)
