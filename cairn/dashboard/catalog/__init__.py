"""The pages of the catalogue: trips, departures, FAQs, stories and policies."""
