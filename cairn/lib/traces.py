"""An exception as it may be written down: what kind it is and where it went through. Its words stay unsaid.

The database quotes the row that it refused, a parser the text that it could not read, an HTTP client the address with
its token: so the text of an exception is never kept, only its kind, its code where it has one, and the places.
"""

from __future__ import annotations

import traceback
from pathlib import Path

DEEPEST = 12  # places, the innermost ones
CHAIN = 4
ROOT = Path(__file__).resolve().parents[2]


def shape(error: BaseException) -> str:
    """`KeyError at cairn/a.py:12 f < cairn/b.py:3 g; from OperationalError(57P01) at ...`, on one line."""
    return "; from ".join(one(link) for link in chain(error))


def chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found and len(found) < CHAIN:
        found.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return found


def one(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None)
    kind = f"{type(error).__name__}({code})" if isinstance(code, str) else type(error).__name__
    frames = list(traceback.walk_tb(error.__traceback__))[-DEEPEST:][::-1]
    places = [f"{place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in frames]
    return f"{kind} at {' < '.join(places)}" if places else kind


def place(filename: str) -> str:
    """Our files from the package on, others by their last two parts: paths of a machine say nothing to anybody else."""
    path = Path(filename)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return "/".join(path.parts[-2:])
