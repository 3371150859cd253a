"""Did the assistant do what was expected of it: answer, ask back, say that it does not know, refuse, call a person?"""

from __future__ import annotations

from typing import Any

from cairn.assistant.evaluation.spelling import has, plain

DONT_KNOW = [plain(p) for p in (
    "don't know", "do not know", "not know", "don't have", "do not have", "don't offer", "do not offer", "don't run", "do not run",
    "don't do", "do not do", "not offered", "not sure", "not in our", "not on our", "no information", "isn't something", "is not something",
    "can't say", "cannot say", "can't tell", "cannot tell", "can't confirm", "cannot confirm", "can't promise", "cannot promise",
    "let me check", "will check", "ask our team", "ask the team", "check with", "team will", "get back to you", "someone from our team",
    "nahi pata", "pata nahi", "jaankari nahi", "jankari nahi", "nahi karte", "nahi karate", "nahi karwate", "hamare paas nahi", "team se",
    "पता नहीं", "जानकारी नहीं", "नहीं है", "नहीं करते", "नहीं कराते", "टीम", "माहिती नाही", "माहीत नाही", "आम्ही करत नाही",
    "ಗೊತ್ತಿಲ್ಲ", "ಮಾಹಿತಿ ಇಲ್ಲ", "ನಮ್ಮಲ್ಲಿ ಇಲ್ಲ", "ಇಲ್ಲ", "ತಂಡ", "தெரியவில்லை", "தகவல் இல்லை", "இல்லை", "குழு", "తెలియదు", "సమాచారం లేదు", "లేదు", "టీమ్", "బృందం",
)]  # fmt: skip
DECLINES = DONT_KNOW + [plain(p) for p in (
    "can't", "cannot", "can not", "won't", "will not", "unable", "not able", "only help", "only answer", "here to help with", "here for",
    "help with treks", "help with our", "about our treks", "about our trips", "about treks", "not something i", "not allowed to", "sorry",
    "no change", "not possible", "same for everybody", "same for everyone", "sirf trek", "nahi kar", "nahi de", "nahi bata", "maaf",
    "नहीं कर", "नहीं दे", "नहीं बता", "केवल", "सिर्फ", "क्षमा", "माफ", "फक्त", "ಕ್ಷಮಿಸಿ", "மன்னிக்கவும்", "క్షమించండి",
)]  # fmt: skip


def honoured(case: dict[str, Any], reply: dict[str, Any], text: str) -> bool:
    handed_over, intents = reply.get("handover") is not None, predicted_intents(reply)
    match case["expect"]:
        case "answer":
            return bool(text) and (not handed_over or bool(case.get("handover_ok")))
        case "handover":
            return handed_over
        case "clarify":
            return not handed_over and "?" in text
        case "abstain":
            return handed_over or any(has(text, mark) for mark in DONT_KNOW)
        case "refuse":
            return handed_over or "offtopic" in intents or any(has(text, mark) for mark in DECLINES)
        case "opt_out":
            return "opt_out" in intents
    raise ValueError(f"{case['id']}: unknown expect {case['expect']!r}")


def predicted_intents(reply: dict[str, Any]) -> set[str]:
    names = (
        i.get("name") or i.get("intent") or i.get("kind") if isinstance(i, dict) else i
        for i in reply.get("intents") or []
    )
    return {str(name) for name in names}
