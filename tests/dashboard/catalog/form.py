"""What a browser would post: every field of a form as it stands in the page."""

from __future__ import annotations

from html.parser import HTMLParser


class Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = self.template = False
        self.area = self.select = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == "edit-form"
        if tag == "template":
            self.template = True
        if not self.inside or self.template:
            return
        name = given.get("name")
        if tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value", "on"))
        if tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = [given.get("value", "")]

    def handle_endtag(self, tag):
        if tag == "template":
            self.template = False
        if tag == "textarea":
            self.area = ""
        if tag == "select":
            self.select = ""
        if tag == "form":
            self.inside = False

    def handle_data(self, data):
        if self.area and self.inside and not self.template:
            self.fields[self.area][0] += data


def fields(page: str) -> dict[str, list[str]]:
    form = Form()
    form.feed(page)
    return form.fields
