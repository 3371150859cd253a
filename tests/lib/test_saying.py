"""A sentence that is kept in English is read in the reader's language, with its figures."""

import json
from datetime import timedelta

import pytest
from django.utils import translation

from cairn.conversations.parked import Gone
from cairn.lib.saying import again, kept, said, spelt

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
