"""Finding conversations by what people remember: a name, part of a number, a word that was said, a trip."""

from __future__ import annotations

import re

from django.db import connection

MOST = 300  # of each kind
DIGITS = 3  # of a number, before it is looked for

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
# A word that everybody says is met soon by walking back from the newest message, a rare one by the index of words:
# the planner knows from its statistics which it is.
SAID = """
SELECT DISTINCT conversation_id FROM (
    SELECT conversation_id FROM conversations_message
    WHERE to_tsvector('simple'::regconfig, coalesce(text, '')) @@ to_tsquery('simple'::regconfig, %(query)s)
    ORDER BY id DESC LIMIT %(most)s
) AS said
"""


def found(words: str) -> set[int]:
    """Ids of conversations. Each word has to begin a word of the name or of one message; digits may stand anywhere."""
    return called(words, also=[SAID])


def called(words: str, *, also: list[str] | None = None) -> set[int]:
    """By name and number alone."""
    query = prefixes(words)
    digits = re.sub(r"[\s()+-]", "", words)
    statements = [NAMED, *(also or [])] if query else []
    if digits.isdecimal() and len(digits) >= DIGITS:
        statements.append(NUMBERED)
    values: dict[str, str | int] = {"query": query, "digits": f"%{digits}%", "most": MOST}
    ids = set[int]()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
            ids.update(row[0] for row in cursor.fetchall())
    return ids


def prefixes(words: str) -> str:
    """`Pri na` is the question 'pri':* & 'na':*, whatever else somebody types."""
    return " & ".join(f"{word}:*" for word in re.findall(r"\w+", words.lower())[:8])
