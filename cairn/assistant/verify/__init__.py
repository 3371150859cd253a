"""The last look before a text may go out: nothing is stated that no row says."""
