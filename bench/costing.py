"""The child of the history bench: files, answers, sends and sweeps in one process, and counts what that cost."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from bench.client import text_webhook
from bench.searching import backend, on_processor

COUNT = 150  # messages, half of them of customers who wrote before
PASSES = 5
WORDS = "How much is the 7-Day Maharashtra Explorer for two people?"
spent: dict[str, float] = {}


def main() -> None:
    from cairn.console.main import prepare

    prepare()
    from cairn.assistant.answer import warm

    warm()
    served = backend()
    journal(texts(10))
    answered()
    with counting("filed", COUNT, served):
        journal(texts(COUNT))
    with counting("answered", COUNT, served):
        answered()
    with counting("settled", COUNT, served):
        sent = settled()
    with counting("receipt", len(sent), served):
        journal([receipt(*one) for one in sent])
    sweep()
    with counting("swept", PASSES, served):
        for _ in range(PASSES):
            sweep()
    print(json.dumps(spent))


@contextmanager
def counting(name: str, times: int, served: int) -> Iterator[None]:
    """Milliseconds of processor time, here and in Postgres, for each of `times`."""
    before = on_processor(served)
    yield
    spent[name] = (on_processor(served) - before) / times


def texts(count: int) -> list[bytes]:
    """Every other one from somebody of the history, the others from new people."""
    start = int.from_bytes(os.urandom(3), "big") * 1000
    phones = [f"9170{n // 2:08d}" if n % 2 else f"91{(start + n):010d}" for n in range(count)]
    return [text_webhook(start + n, words=WORDS, phone=phone, user_id=f"IN.{phone}") for n, phone in enumerate(phones)]


def receipt(wamid: str, phone: str) -> bytes:
    body = json.loads(text_webhook(0, phone=phone))
    value = body["entry"][0]["changes"][0]["value"]
    del value["messages"], value["contacts"]
    value["statuses"] = [{"id": wamid, "status": "delivered", "timestamp": "1795000000", "recipient_id": phone}]
    return json.dumps(body).encode()


def journal(bodies: list[bytes]) -> None:
    """What intake and the filer do."""
    from cairn.inbound import filing
    from cairn.journal.models import Entry
    from cairn.lib import clock

    Entry.objects.bulk_create(
        [Entry(body=body, sha256=sha256(body).digest(), received_at=clock.now()) for body in bodies]
    )
    filing.file_new()


def answered() -> None:
    from cairn.conversations.models import Conversation
    from cairn.inbound.conversing import converse

    for conversation in Conversation.objects.filter(waiting_since__isnull=False).values_list("pk", flat=True):
        converse(conversation)


def settled() -> list[tuple[str, str]]:
    """Claim what is queued and take it as accepted: all of sending but the request itself."""
    from cairn.channels import delivery
    from cairn.channels.claim import claim
    from cairn.channels.settling import settle
    from cairn.channels.whatsapp.client import Accepted
    from cairn.conversations.models import Channel

    Channel.objects.update(pace=100_000)
    sent, number = [], itertools.count()
    for conversation in delivery.waiting():
        while (message := claim(conversation).message) and message.status == "sending":
            wamid = f"wamid.COST{os.getpid()}.{next(number)}"
            settle(message, Accepted(wamid))
            sent.append((wamid, str(message.conversation.contact.phone).lstrip("+")))
    return sent


def sweep() -> None:
    from cairn import sweeping

    sweeping.sweep()


def steps(report: Callable[[str, float], None]) -> None:
    """Each step of the sweeper alone, for whoever looks for what grows."""
    from cairn import sweeping

    served = backend()
    for name, step in sweeping.STEPS.items():
        before = on_processor(served)
        sweeping.attempt(name, step)
        report(name, on_processor(served) - before)


if __name__ == "__main__":
    main()
    if "--steps" in sys.argv:
        steps(lambda name, took: print(f"{took:8.1f} ms {name}", file=sys.stderr))
