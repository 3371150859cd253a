"""The advisory lock that keeps filers one after the other, so that customers' messages keep their order."""

FILER = 0x0CA19
