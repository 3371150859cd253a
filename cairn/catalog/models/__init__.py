from cairn.catalog.models.departure import Departure, DepartureQuerySet
from cairn.catalog.models.image import TripImage
from cairn.catalog.models.importing import Import
from cairn.catalog.models.policy import Policy
from cairn.catalog.models.said import Faq, Story
from cairn.catalog.models.trip import Trip

__all__ = ["Departure", "DepartureQuerySet", "Faq", "Import", "Policy", "Story", "Trip", "TripImage"]
