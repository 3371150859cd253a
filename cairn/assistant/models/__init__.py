"""The rows of the assistant: its answers, what it suggests to people, and what it learns from them."""

from cairn.assistant.models.answer import Answer
from cairn.assistant.models.helping import Suggestion, Summary, Translation
from cairn.assistant.models.learning import Gap, ProposedEdit, Question
from cairn.assistant.models.spending import ModelCall, Trouble
from cairn.assistant.models.trial import StyleCase, StyleTrial

__all__ = [
    "Answer",
    "Gap",
    "ModelCall",
    "ProposedEdit",
    "Question",
    "StyleCase",
    "StyleTrial",
    "Suggestion",
    "Summary",
    "Translation",
    "Trouble",
]
