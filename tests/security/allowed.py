"""Who may do what at which address, in one table (`allowed.txt`). A new address without a line fails the matrix.

Each line: the address, who may GET it, who may POST to it.
    -        this method is refused (405)
    open     anybody, without signing in
    token    programmes with the token of the API
    all      everybody of the team, also those who may only look
    write    everybody but viewers
    manage   owner and managers
    owner    owners
What is not there is 404. A number after the word is what it answers instead, such as a link that is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLES = ("owner", "manager", "agent", "viewer")
MAY = {
    "-": (),
    "open": ROLES,
    "token": (),
    "all": ROLES,
    "write": ROLES[:3],
    "manage": ROLES[:2],
    "owner": ROLES[:1],
}


@dataclass(frozen=True, slots=True)
class Rule:
    who: str
    missing: int = 404

    def lets(self, role: str) -> bool:
        return role in MAY[self.who]


def table() -> dict[str, dict[str, Rule]]:
    lines = (Path(__file__).parent / "allowed.txt").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.strip()]
    return {"" if row[0] == "(home)" else row[0]: {"get": rule(row[1]), "post": rule(row[2])} for row in rows}


def rule(cell: str) -> Rule:
    who, _, missing = cell.partition(" ")
    assert who in MAY, who
    return Rule(who, int(missing or 404))


def addresses(patterns: Any, prefix: str = "") -> Iterator[str]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, prefix + str(one.pattern))
        elif not str(one.pattern).startswith("^"):
            yield prefix + str(one.pattern)
