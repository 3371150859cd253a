"""The advisory lock that keeps filers one after the other, so that customers' messages keep their order."""

FILER = 0x0CA19

# A machine that vanishes while it files, or a process that stands still, gives way after ten seconds; a dead process at once.
TAKE = "SELECT set_config('idle_in_transaction_session_timeout', '10s', true), pg_advisory_xact_lock(%s)"
