"""The door for machines that call us: Meta's webhooks, stored before they are acknowledged."""
