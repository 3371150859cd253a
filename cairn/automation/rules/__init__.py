"""The firm's own rules: an Event, conditions, actions."""
