"""Finding conversations by what people remember: a name, part of a number, a word that was said last."""

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
SAID = """
SELECT id FROM conversations_conversation
WHERE to_tsvector('simple'::regconfig, coalesce(last_words, '')) @@ to_tsquery('simple'::regconfig, %(query)s)
ORDER BY last_message_at DESC NULLS LAST
LIMIT %(most)s
"""


def found(words: str) -> set[int]:
    """Ids of conversations. Each word has to begin a word of the name or of what was said; digits may stand anywhere."""
    query = prefixes(words)
    digits = re.sub(r"[\s()+-]", "", words)
    statements = [NAMED, SAID] if query else []
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
