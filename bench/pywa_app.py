"""What others use: pywa on FastAPI, which checks the signature, parses, calls one handler and answers. Nothing is stored."""

from __future__ import annotations

import os

import uvicorn
from fastapi import FastAPI
from pywa import WhatsApp
from pywa.types import Message

app = FastAPI()
whatsapp = WhatsApp(
    phone_id="106540352242922",
    token="bench",
    server=app,
    webhook_endpoint="/api/whatsapp/webhook/",
    verify_token="bench",
    app_secret=os.environ.get("BENCH_SECRET", ""),
)


@whatsapp.on_message
def take(_: WhatsApp, message: Message) -> None:
    """As little as a handler can do."""


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="error", loop="uvloop", http="httptools", access_log=False)
