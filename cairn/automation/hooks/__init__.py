"""Webhooks that leave the house: signed, to public addresses only, from an outbox."""
