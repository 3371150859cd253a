"""Second factors: codes of an authenticator, passkeys, recovery codes. django-allauth's parts, our own door."""
