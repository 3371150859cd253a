"""Each kind of page that the desk links to, at three widths, light and dark: no barrier, no error, nothing sticks out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import axe_playwright_python
import pytest
from django.contrib.staticfiles import finders
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = ((1440, 900), (820, 1180), (390, 844))
LEFT_OUT = ("sign-out", "api/", "metrics", "healthz", "readyz")
# Without fetching style sheets and media anew for each run; nothing but violations is written out.
RUN = """async rules => {
  const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...only});
  return found.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
}"""
THEMES: dict[str, list[str]] = {"light": [], "dark": ["color-contrast", "link-in-text-block"]}
# The window, or a pane in it that ought to scroll downwards only.
WIDER = "() => [document.documentElement, ...document.querySelectorAll('.scroll')].some(one => one.scrollWidth > one.clientWidth + 1)"
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) < at))].map(id => "twice on the page: #" + id);
}"""
# Of rows that are alike but for their words two are enough; the store of drawings is never seen.
ALIKE = """() => {
  const words = /^(id|for|href|src|name|value|title|datetime|action|style|hx-.*|aria-(label|labelledby|describedby|controls))$/;
  const shape = one => one.localName + [...one.attributes].map(({name, value}) => " " + name + (words.test(name) ? "" : "=" + value)).join("")
    + "(" + [...one.children].map(shape).join() + ")";
  document.querySelector("body > svg")?.remove();
  for (const list of document.querySelectorAll("main :is(tbody, ul, ol, select)")) {
    if (list.children.length < 8 || !list.isConnected) continue;
    const seen = {};
    for (const one of [...list.children]) {
      const kind = shape(one);
      seen[kind] = (seen[kind] ?? 0) + 1;
      if (seen[kind] > 2) one.remove();
    }
  }
}"""


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address of the desk that needs no number."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and isinstance(pattern.pattern, RoutePattern) and "<" not in route:
            yield f"/{route}"


def kind(path: str) -> str:
    """The pattern behind an address: all conversations are one kind of page."""
    try:
        return resolve(path).route
    except Resolver404:
        return ""


def pages(page: Page, home: str) -> Iterator[str]:
    """One address for each kind of page that is HTML as a whole, by the routes and by the links found on the way."""
    waiting, seen = [*routes(get_resolver("cairn.dashboard.urls").url_patterns), "/inbox"], set[str]()
    while waiting:
        path = waiting.pop(0)
        if not kind(path) or kind(path) in seen or kind(path).startswith(LEFT_OUT):
            continue
        seen.add(kind(path))
        answer = page.request.get(urljoin(home, path), max_redirects=0)
        if answer.status == 200 and answer.text()[:15].lower() == "<!doctype html>":
            yield path
            links = page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)")
            waiting += [urlsplit(link).path for link in links if link.startswith(home)]


def barriers(page: Page) -> Iterator[str]:
    """Whether the page is wider than its window, and what axe finds in each theme and width."""
    yield from page.evaluate(TWICE)
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(WIDER):
            yield f"{width}: wider than its window or pane"
    page.evaluate(ALIKE)
    # Backwards: it is as narrow as the last one left it.
    for width, height in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": height})
        for theme, rules in THEMES.items():
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            yield from (f"{theme} {width}: {found}" for found in page.evaluate(RUN, rules))


def test_a_theme_changes_nothing_but_colours():
    """So what is no matter of colour is looked at in one theme. `light-dark()` takes colours only."""
    styles = "".join(path.read_text() for path in Path(finders.find("cairn/base.css")).parent.glob("*.css"))
    rules = re.findall(r"[^{}]*(?:data-theme|prefers-color-scheme)[^{}]*\{([^{}]*)\}", styles)
    assert [rule.strip() for rule in rules] == ["color-scheme: light;", "color-scheme: dark;"]


def test_no_page_has_a_barrier_or_an_error(desk, inbox: Page, customer):
    errors: list[str] = []
    inbox.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    wrong: dict[str, list[str]] = {}
    looked_at = []
    for path in pages(inbox, desk.url):
        inbox.goto(urljoin(desk.url, path), wait_until="load")
        inbox.evaluate(AXE)
        if found := [*barriers(inbox), *errors]:
            wrong[path] = found
        errors.clear()
        looked_at.append(path)
    print("\n".join(looked_at))
    assert len(looked_at) > 20, looked_at
    assert not wrong, "\n".join(f"{path}\n  " + "\n  ".join(dict.fromkeys(found)) for path, found in wrong.items())
