"""The shape of what is sent: what Meta refuses with 100, 131008 or 131009 before it looks at anybody."""

from __future__ import annotations

from typing import Any

from simulator.errors import GraphError

Json = dict[str, Any]
CAPTIONED = ("image", "video", "document")


def string(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise GraphError(131009, f"Parameter '{name}' must be a non-empty string.")
    return value


def length(value: str, most: int, name: str) -> None:
    if len(value) > most:
        raise GraphError(100, message=f"(#100) Param {name} must be at most {most} characters long.")


def only(given: Json, allowed: tuple[str, ...], name: str) -> None:
    for key in given:
        if key not in allowed:
            raise GraphError(100, f'Unexpected key "{key}" on param "{name}".')


def text(content: Json) -> None:
    only(content, ("body", "preview_url"), "text")
    if "body" not in content:
        raise GraphError(131008, "Parameter 'text.body' is mandatory.")
    length(string(content["body"], "text.body"), 4096, "text['body']")


def media(kind: str, content: Json) -> None:
    only(content, ("id", "link", "caption", "filename", "voice", "provider"), kind)
    if ("id" in content) == ("link" in content):
        raise GraphError(131009, f"Exactly one of {kind}['id'] and {kind}['link'] must be given.")
    string(content.get("id") or content.get("link"), f"{kind}.id")
    if "caption" in content and kind not in CAPTIONED:
        raise GraphError(100, f'Unexpected key "caption" on param "{kind}".')
    if content.get("caption"):
        length(string(content["caption"], f"{kind}.caption"), 1024, f"{kind}['caption']")


def location(content: Json) -> None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        try:
            inside = abs(float(content[name])) <= most
        except (KeyError, TypeError, ValueError):
            inside = False
        if not inside:
            raise GraphError(131009, f"Parameter 'location.{name}' is missing or out of range.")


def reaction(content: Json) -> None:
    string(content.get("message_id"), "reaction.message_id")
    if not isinstance(content.get("emoji", ""), str):
        raise GraphError(131009, "Parameter 'reaction.emoji' must be a string.")


def template(content: Json) -> None:
    string(content.get("name"), "template.name")
    language = content.get("language")
    string(language.get("code") if isinstance(language, dict) else None, "template.language.code")
    components = content.get("components", [])
    if not isinstance(components, list) or not all(_has_parameters(one) for one in components):
        raise GraphError(131009, "Parameter 'template.components' must be an array of components with parameters.")


def _has_parameters(component: Any) -> bool:
    parameters = component.get("parameters", []) if isinstance(component, dict) else None
    return isinstance(parameters, list) and all(isinstance(one, dict) for one in parameters)
