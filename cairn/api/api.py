"""The JSON API as one object: its parts, its token, its errors."""

from __future__ import annotations

from ninja import NinjaAPI

from cairn import __version__
from cairn.api import assistant, catalog, conversations, health, insights, leads, messages, problems, tasks
from cairn.api.inputs import StrictParser, checked
from cairn.api.token import Token

api = NinjaAPI(
    title="Cairn",
    version="1",
    description=f"Leads, conversations, tasks, catalogue and the assistant. Cairn {__version__}.",
    docs_url=None,
    auth=Token(),
    parser=StrictParser(),
    urls_namespace="api",
)
problems.install(api)
api.add_decorator(checked)
api.add_router("/leads", leads.router)
api.add_router("/conversations", conversations.router)
api.add_router("/conversations", messages.router)
api.add_router("/tasks", tasks.router)
api.add_router("", catalog.router)
api.add_router("/assistant", assistant.router)
api.add_router("/insights", insights.router)
api.add_router("", health.router)
