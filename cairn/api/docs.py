"""The API's own page: its operations as a plain list. No script and nothing from elsewhere, so the strict CSP holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from cairn.api.api import api

TEMPLATES = Engine(dirs=[str(Path(__file__).parent / "templates")])


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    body: list[dict[str, Any]]


def docs(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEMPLATES.get_template("api/docs.html").render(Context(contents())))


@lru_cache(maxsize=1)
def contents() -> dict[str, Any]:
    schema = api.get_openapi_schema()
    groups: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, found in methods.items():
            groups.setdefault(found["tags"][0], []).append(operation(schema, path, method, found))
    return {"title": schema["info"]["title"], "description": schema["info"]["description"], "groups": groups}


def operation(schema: dict[str, Any], path: str, method: str, found: dict[str, Any]) -> Operation:
    parameters = [
        {"name": one["name"], "where": one["in"], "needed": one.get("required"), **told(one["schema"])}
        for one in found.get("parameters", [])
    ]
    return Operation(
        method.upper(), path, found["summary"], found.get("description", ""), parameters, body(schema, found)
    )


def body(schema: dict[str, Any], found: dict[str, Any]) -> list[dict[str, Any]]:
    content = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = schema["components"]["schemas"].get(content.get("$ref", "").rpartition("/")[2], {})
    needed = model.get("required", [])
    fields = model.get("properties", {}).items()
    return [{"name": name, "needed": name in needed, **told(field)} for name, field in fields]


def told(field: dict[str, Any]) -> dict[str, str]:
    """The type in a word or two, and what is said about it."""
    choices = [kind(one) for one in field.get("anyOf", [field])]
    return {"kind": " or ".join(dict.fromkeys(choices)), "note": field.get("description", "")}


def kind(field: dict[str, Any]) -> str:
    if "$ref" in field or "allOf" in field:
        return str(field.get("$ref") or field["allOf"][0]["$ref"]).rpartition("/")[2]
    return str(field.get("format") or field.get("type", "any"))
