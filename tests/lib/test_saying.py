"""A sentence that is kept in English is read in the reader's language, with its figures."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

import cairn
from cairn.conversations.parked import Gone
from cairn.lib.saying import OneSentence, again, kept, said, spelt

SENTENCE = said("None for %(span)s, although messages are accepted.", span=spelt(timedelta(minutes=2838)))


def test_in_english_it_is_the_sentence_itself():
    assert SENTENCE == "None for 47 hours, although messages are accepted."


def test_what_is_kept_as_json_is_said_in_hindi_figures_and_all():
    stored = json.loads(json.dumps(kept(SENTENCE)))
    assert again(stored) == SENTENCE
    with translation.override("hi"):
        assert again(stored) == "47 घंटे से कोई नहीं आया, जबकि संदेश लिए जा रहे हैं।"


@pytest.mark.parametrize("plain", ["WhatsApp’s own 100 % words", ""])
def test_a_text_without_figures_stays_as_it_is(plain):
    assert again(kept(plain)) == plain


def test_a_refusal_is_said_in_the_language_of_the_screen():
    assert str(Gone()) == "This answer was sent or cancelled meanwhile."
    with translation.override("hi"):
        assert str(Gone()) == "यह जवाब इस बीच भेजा या रद्द किया जा चुका है।"


def kinds_of(refusal: type) -> Iterator[type]:
    for kind in refusal.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_refusal_has_a_sentence_of_its_own():
    for module in pkgutil.walk_packages(cairn.__path__, "cairn."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    refusals = list(kinds_of(OneSentence))
    assert len(refusals) > 10
    assert [kind.__qualname__ for kind in refusals if not {"words", "__str__"} & set(vars(kind))] == []
