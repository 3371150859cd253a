"""What files say, and what hostile ones can't do."""

from __future__ import annotations

import io
import zipfile

import pytest

from cairn.knowledge.documents import child, office, portable
from cairn.knowledge.documents.blocks import Block, Text, Unreadable
from cairn.knowledge.documents.cut import MOST, cut, pieces
from cairn.knowledge.documents.extract import extract
from tests.knowledge.documents.conftest import HANDBOOK, pdf_file, word_file


def test_a_pdf_is_read_in_a_process_of_its_own():
    text = extract(pdf_file("Lost and found", "What guests leave behind is kept at the Pune office for two months."))
    assert text.pages == 1
    assert text.blocks == [
        Block("What guests leave behind is kept at the Pune office for two months.", ("Lost and found",))
    ]


def test_a_word_file_keeps_its_headings_and_title():
    text = extract(word_file(*HANDBOOK))
    assert text.title == "Handbook"
    assert [block.headings for block in text.blocks] == [("Bicycles",), ("Drones",)]


def test_a_scan_says_what_to_do():
    with pytest.raises(Unreadable, match="searchable PDF"):
        portable.read(pdf_file(""))


def test_a_locked_pdf_says_what_to_do():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf_file("Secret words"))))
    writer.encrypt("a-password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Unreadable, match="password"):
        portable.read(out.getvalue())


@pytest.mark.parametrize("body", [b"%PDF-1.7 nothing", b"%PDF-1.4\n" + b"\xff" * 500, pdf_file("half")[:200]])
def test_a_damaged_pdf_is_no_crash(body):
    assert "error" in child.answer(body, "")


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return out.getvalue()


def test_a_zip_bomb_is_not_unpacked():
    with pytest.raises(Unreadable, match="far more"):
        office.inspect(zipped(word__document_xml=b"\0" * 90_000_000))


def test_a_billion_laughs_are_not_read():
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w>&b;</w>'
    with pytest.raises(Unreadable, match="harmful"):
        office.inspect(zipped(word__document_xml=laughs))


def test_a_file_that_eats_memory_or_time_takes_only_its_own_process(monkeypatch):
    monkeypatch.setattr("cairn.knowledge.documents.extract.PATIENCE", 0.01)
    with pytest.raises(Unreadable, match="within a minute"):
        extract(pdf_file("words"))


@pytest.mark.parametrize("body", [b"# Rules\nNo dogs.\n\n## Tents\nThree to a tent.", b"\xef\xbb\xbfNo dogs."])
def test_plain_text_is_read(body):
    assert "No dogs." in child.answer(body, "")["blocks"][0][0]


def test_passages_are_small_enough_to_be_an_answer_and_nothing_is_lost():
    words = " ".join(f"Sentence number {n} about tents and rain." for n in range(200))
    text = Text(blocks=[Block(words, ("Tents",)), Block("x" * 2000, ("Long",))])
    found = list(pieces(text.blocks))
    assert max(len(words) for _, words in found) <= MOST
    assert "".join("".join(w.split()) for _, w in found) == "".join(words.split()) + "x" * 2000


def test_the_same_paragraph_twice_is_one_passage():
    text = Text(
        blocks=[Block("Bring a torch.", ("A",)), Block("Other words here.", ("B",)), Block("Bring a torch.", ("A",))]
    )
    assert len(cut(text, document=1, title="T", trip_id=None)) == 2
