"""The rows of selling: leads, their tasks, the firm's own fields, saved views, files on their way in."""

from cairn.leads.models.field import CustomField
from cairn.leads.models.importing import Import
from cairn.leads.models.lead import CLOSED, IS_OPEN, Lead, LeadQuerySet, top
from cairn.leads.models.stage import Priority, Stage
from cairn.leads.models.task import Task, TaskQuerySet
from cairn.leads.models.view import SavedView

__all__ = [
    "CLOSED",
    "IS_OPEN",
    "CustomField",
    "Import",
    "Lead",
    "LeadQuerySet",
    "Priority",
    "SavedView",
    "Stage",
    "Task",
    "TaskQuerySet",
    "top",
]
