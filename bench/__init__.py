"""How fast, beside the limit measured in the same run: `make bench`."""
