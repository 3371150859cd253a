"""The firm, its people, and what is kept of their comings and goings."""

from __future__ import annotations

from cairn.accounts.models.audit import AuditLine
from cairn.accounts.models.door import Session, Throttle
from cairn.accounts.models.people import Firm, Invitation, Language, Role, User

__all__ = ["AuditLine", "Firm", "Invitation", "Language", "Role", "Session", "Throttle", "User"]
