"""The background jobs: each wakes one step of the domain. What is to be done stands in rows, never in a job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app

from cairn.lib import later, logs
from cairn.lib.live import listen

if TYPE_CHECKING:
    from cairn.inbound.filing import Filed

P = ParamSpec("P")
T = TypeVar("T")

log = logs.logger("jobs")
QUEUE = "interactive"
PATIENCE = 10.0  # seconds that an answer lets filing go first
FLOOD = 20  # entries filed in one run from which on it is one
GATHER = 0.05  # seconds in which what trickles in is gathered
LONGEST_QUIET = 8.0  # seconds; a burst has an end (conversations.receive.LONGEST_BURST)
# A pool for each kind of work: a WhatsApp that hangs must stop neither filing nor answering. Answering is work for the
# processor, so more threads would only take turns; more worker processes help. Waiting for a language model is no work.
FILING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="file")
ANSWERING = ThreadPoolExecutor(max_workers=12 if settings.OPENROUTER_API_KEY else 1, thread_name_prefix="answer")
AUTOMATING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="automate")
CALLING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="call")
SENDING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="send")
SHOWING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="show")
MOST_SHOWING = 8  # marks under way or waiting
MANAGING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="manage")
LEARNING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="learn")
EVALUATING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluate")
HELPING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="help")
PRIVACY = ThreadPoolExecutor(max_workers=1, thread_name_prefix="privacy")
READING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read")
LETTERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")
FETCHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="fetch")


async def in_thread(pool: ThreadPoolExecutor, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a step of the domain on a thread of `pool` and give its database connection back."""

    def run() -> T:
        try:
            return step(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(pool, run)


class Filer:
    """Files for many wishes at a time: a wish while it runs is granted by the run under way, and waits for nothing.

    `begun` hears of each conversation that begins to wait: this process answers what it filed. Should it die before, the
    sweeper of any worker finds the row.
    """

    def __init__(self, step: Callable[[], Filed], begun: Callable[[int], None]) -> None:
        self.step = step
        self.begun = begun
        self.wished = False
        self.busy = False
        self.ebb = asyncio.Event()
        self.ebb.set()

    async def wish(self) -> None:
        self.wished = True
        if self.busy:
            return
        self.busy = True
        try:
            while self.wished:
                self.wished = False
                await self.run()
        finally:
            self.busy = False
            self.ebb.set()

    async def run(self) -> None:
        filed = await in_thread(FILING, self.step)
        for conversation in filed.waiting:
            self.begun(conversation)
        if filed.entries >= FLOOD:
            self.wished = True
            self.ebb.clear()
        else:
            self.ebb.set()
            # What trickles in, such as receipts, is filed together instead of one transaction each.
            await asyncio.sleep(GATHER)

    async def calm(self, seconds: float) -> None:
        """Wait while a flood is being filed, at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.ebb.wait(), seconds)


async def file_for_ever(url: str) -> None:
    """File whenever intake says that something arrived. Not a job each time: a flood of them would crowd out the rest."""
    async for _ in listen(url, later.FILE):
        spawn(filer().wish())


running: set[asyncio.Task[Any]] = set()
showing: set[int] = set()


def spawn(step: Coroutine[Any, Any, Any]) -> None:
    """Start it beside the rest. What it leaves undone stands in rows, so a failure is only logged."""
    task = asyncio.create_task(step)
    running.add(task)
    task.add_done_callback(report)


def report(task: asyncio.Task[Any]) -> None:
    running.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.warning("interrupted; the sweeper will ask again", error=type(error).__name__)


@app.task(name="cairn.jobs.converse", queue=QUEUE)
async def converse(conversation: int) -> None:
    """Somebody else found that this conversation waits."""
    await answer(conversation)


async def answer(conversation: int) -> None:
    """Wait out the burst here, in the worker, then answer and send. If the worker dies, the sweeper finds the row."""
    from cairn.channels import delivery
    from cairn.inbound import conversing

    wait: float = settings.ASSISTANT_QUIET
    show(conversation)
    while True:
        await asyncio.sleep(min(wait, LONGEST_QUIET))
        # In a flood filing comes first: it is cheap, nothing may be lost, and whoever is still writing gets one answer.
        await filer().calm(PATIENCE)
        wait = await in_thread(ANSWERING, conversing.converse, conversation)
        await in_thread(SENDING, delivery.deliver, conversation)
        if not wait:
            return


def show(conversation: int) -> None:
    """Read mark and typing bubble, beside the work and never instead of it. In a flood nobody misses them."""
    if filer().ebb.is_set() and len(showing) < MOST_SHOWING:
        showing.add(conversation)
        spawn(type_in(conversation))


async def type_in(conversation: int) -> None:
    from cairn.channels import attention

    try:
        await in_thread(SHOWING, attention.typing, conversation)
    finally:
        showing.discard(conversation)


@app.task(name="cairn.jobs.mark_read", queue=QUEUE)
async def mark_read(conversation: int) -> None:
    """Somebody opened the conversation at the desk."""
    from cairn.channels import attention

    await in_thread(SHOWING, attention.read, conversation)


@app.task(name="cairn.jobs.probe", queue=QUEUE)
async def probe(channel: int) -> None:
    """Ask whether a number that stands still can send again."""
    from cairn.channels import pauses

    await in_thread(SHOWING, pauses.probe, channel)


@app.task(name="cairn.jobs.deliver", queue=QUEUE)
async def deliver(conversation: int) -> None:
    from cairn.channels import delivery

    await in_thread(SENDING, delivery.deliver, conversation)


@app.task(name="cairn.jobs.sync_templates", queue=QUEUE)
async def sync_templates(account: str) -> None:
    from cairn.channels.whatsapp import template_sync

    await in_thread(MANAGING, template_sync.sync, account)


@app.task(name="cairn.jobs.fetch", queue=QUEUE)
async def fetch(attachment: int) -> None:
    """A customer sent a file: fetch it while everything else goes on."""
    from cairn.channels import media

    await in_thread(FETCHING, media.fetch, attachment)


@app.task(name="cairn.jobs.doctor", queue=QUEUE)
async def doctor(channel: int, run: str) -> None:
    from cairn.channels.doctor import examine

    await in_thread(MANAGING, examine.run, channel, run)


@app.task(name="cairn.jobs.send_letter", queue=QUEUE)
async def send_letter(kind: str, pk: int) -> None:
    from cairn.accounts import letters

    await in_thread(LETTERS, letters.send, kind, pk)


@app.task(name="cairn.jobs.automate", queue=QUEUE)
async def automate() -> None:
    """Steps of sequences that are due, Events that rules wait for, silences that have lasted."""
    from cairn.automation import waking

    await in_thread(AUTOMATING, waking.run)


@app.task(name="cairn.jobs.call_out", queue=QUEUE)
async def call_out() -> None:
    from cairn.automation.hooks import outbox

    await in_thread(CALLING, outbox.drain)


@app.task(name="cairn.jobs.learn", queue=QUEUE)
async def learn(kind: str, source: str) -> None:
    """A row of the catalogue changed: renew what it gives to the assistant."""
    from cairn.knowledge import passages

    await in_thread(LEARNING, passages.learn, kind, source)


@app.task(name="cairn.jobs.compare_passages", queue=QUEUE)
async def compare_passages() -> None:
    from cairn.knowledge import comparing

    await in_thread(LEARNING, comparing.compare)


@app.task(name="cairn.jobs.read_document", queue=QUEUE)
async def read_document(document: int) -> None:
    from cairn.knowledge.documents import reading

    await in_thread(READING, reading.read, document)


@app.task(name="cairn.jobs.evaluate", queue=QUEUE)
async def evaluate(run: int) -> None:
    from cairn.assistant.evaluation import background

    await in_thread(EVALUATING, background.carry_out, run)


@app.task(name="cairn.jobs.assist", queue=QUEUE)
async def assist(conversation: int) -> None:
    """Suggestions, summaries and translations that somebody of the firm wants."""
    from cairn.assistant.helping import assist as helping

    await in_thread(HELPING, helping.run, conversation)


@app.task(name="cairn.jobs.reflect", queue=QUEUE)
async def reflect() -> None:
    """What answers and people's changes teach: gaps, and proposed edits."""
    from cairn.assistant.learning import learn as learning

    await in_thread(HELPING, learning.run)


@app.task(name="cairn.jobs.erase", queue=QUEUE)
async def erase(erasure: int) -> None:
    """Somebody of the firm had a person erased."""
    from cairn.privacy import erase as erasing

    await in_thread(PRIVACY, erasing.run, erasure)


@app.task(name="cairn.jobs.copy_person", queue=QUEUE)
async def copy_person(export: int) -> None:
    from cairn.privacy import copies

    await in_thread(PRIVACY, copies.make, export)


@app.task(name="cairn.jobs.retain", queue=QUEUE)
async def retain() -> None:
    """What has been kept for long enough goes, a part at a time."""
    from cairn.privacy import retention

    await in_thread(PRIVACY, retention.apply)


@cache
def filer() -> Filer:
    from cairn.inbound import filing

    return Filer(filing.file_some, lambda conversation: spawn(answer(conversation)))
