"""Who in the firm something is given to, and which trip is meant."""

from __future__ import annotations

from cairn.accounts.models import User
from cairn.api.inputs import BIGINT
from cairn.api.problems import invalid
from cairn.catalog.models import Trip

ACTOR = "api"
# Whoever holds the token. Never saved: it may do what a member of the team may, and leaves no person's name behind.
CALLER = User(name="API", email="api")


def person(given: str | int | None, field: str) -> User | None:
    """A member of the team by e-mail or id; None for nobody."""
    if given is None:
        return None
    written = str(given)
    by_id = written.isdecimal() and len(written) < 19
    known = {"pk": int(written)} if by_id else {"email__iexact": written}
    user = User.objects.filter(is_active=True, **known).first()
    if user is None:
        raise invalid(field, "Nobody of the team has this e-mail or id.")
    return user


def trip(pk: int | None, field: str = "trip") -> Trip | None:
    if pk is None:
        return None
    found = Trip.objects.filter(pk=pk).first() if 0 < pk <= BIGINT else None
    if found is None:
        raise invalid(field, "There is no trip with this id.")
    return found
