"""Documents made on the spot, and a web site that serves what a test puts on it."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import docx
import pytest

PAGE = """<!doctype html><html><head><title>Gear for rent</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/x">Trips</a></li></ul></nav>
<h1>Gear for rent</h1>
<p>We rent head torches, trekking poles and rain covers at the base village. A head torch is charged and checked before
you get it, and you give it back to the leader on the last evening of the trip.</p>
<h2>Deposit</h2>
<p>There is a deposit for each piece that we give out, and it is paid back in cash as soon as the piece is returned in
the state in which it was given to you at the beginning of the trip.</p>
<footer><a href="/imprint">Imprint</a></footer></body></html>"""


def word_file(*parts: tuple[str, str], title: str = "Handbook") -> bytes:
    """Pairs of a style ("Heading 1", "Normal") and words."""
    made = docx.Document()
    made.core_properties.title = title
    for style, words in parts:
        made.add_paragraph(words, style=style)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HANDBOOK = (
    ("Heading 1", "Bicycles"),
    ("Normal", "Bicycles may be left in the locked shed behind the Pune office for the length of a trip."),
    ("Heading 1", "Drones"),
    ("Normal", "Drones are not flown on our trips. The forest department takes them away and fines the pilot."),
)


def pdf_file(*lines: str) -> bytes:
    """A PDF of one page with these lines, written by hand."""
    shown = b" T* ".join(b"(" + line.encode("latin-1") + b") Tj" for line in lines)
    stream = b"BT /F1 12 Tf 14 TL 50 780 Td " + shown + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


class Site:
    """Answers by path: (status, headers, body)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, headers, body = site.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, path: str, body: str | bytes = PAGE, *, status: int = 200, **headers: str) -> str:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        body = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, {"Content-Type": "text/html; charset=utf-8"} | given, body)
        return self.url + path


@pytest.fixture
def site(settings) -> Iterator[Site]:
    made = Site()
    settings.PAGE_ORIGINS = [made.url]
    yield made
    made.server.shutdown()
    made.server.server_close()
