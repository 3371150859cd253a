"""Finding conversations by what people remember: a name, part of a number, a word that was said, a trip."""

from __future__ import annotations

import re

from django.db import connection

MOST = 300  # of each kind
DIGITS = 3  # of a number, before it is looked for
COMMON = 50_000  # messages that a word stands in, from which on walking is quicker

NAMED = """
SELECT talk.id FROM conversations_contact AS contact
JOIN conversations_conversation AS talk ON talk.contact_id = contact.id
WHERE to_tsvector('simple'::regconfig, coalesce(contact.name, '') || ' ' || coalesce(contact.username, ''))
      @@ to_tsquery('simple'::regconfig, %(query)s)
LIMIT %(most)s
"""
NUMBERED = """
SELECT talk.id FROM conversations_contact AS contact
JOIN conversations_conversation AS talk ON talk.contact_id = contact.id
WHERE contact.phone LIKE %(digits)s
LIMIT %(most)s
"""
HITS = """
FROM conversations_message
WHERE to_tsvector('simple'::regconfig, coalesce(text, '')) @@ to_tsquery('simple'::regconfig, %(query)s)
"""
GUESS = f"EXPLAIN (FORMAT JSON) SELECT {HITS}"
NEWEST = (
    "SELECT DISTINCT conversation_id FROM (SELECT conversation_id {hits} ORDER BY {order} DESC LIMIT %(most)s) AS said"
)
# All hits by the index of words, a microsecond each; `id + 0` keeps the planner from walking instead, which it believes
# to be cheap: it knows nothing of what taking a text apart costs, some 15 microseconds a message.
BY_WORDS = NEWEST.format(hits=HITS, order="id + 0")
# What everybody says is met soon by walking back from the newest message.
BY_WALKING = NEWEST.format(hits=HITS, order="id")


def found(words: str) -> set[int]:
    """Ids of conversations. Each word has to begin a word of the name or of one message; digits may stand anywhere."""
    return called(words) | said(words)


def called(words: str) -> set[int]:
    """By name and number alone."""
    query = prefixes(words)
    digits = re.sub(r"[\s()+-]", "", words)
    numbered = digits.isdecimal() and len(digits) >= DIGITS
    named = ids(NAMED, query=query) if query else set()
    return named | ids(NUMBERED, digits=f"%{digits}%") if numbered else named


def said(words: str) -> set[int]:
    """By what either side wrote, the newest."""
    query = prefixes(words)
    if not query:
        return set()
    return ids(BY_WALKING if hits(query) > COMMON else BY_WORDS, query=query)


def hits(query: str) -> int:
    """In how many messages the planner expects these words, by its statistics."""
    with connection.cursor() as cursor:
        cursor.execute(GUESS, {"query": query})
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def ids(statement: str, **values: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "most": MOST})
        return {row[0] for row in cursor.fetchall()}


def prefixes(words: str) -> str:
    """`Pri na` is the question 'pri':* & 'na':*, whatever else somebody types."""
    return " & ".join(f"{word}:*" for word in re.findall(r"\w+", words.lower())[:8])
