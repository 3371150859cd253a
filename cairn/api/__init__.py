"""The door for programs: JSON under /api/v1 and the health checks."""
