"""Making a person unknown to Cairn, step by step, so that it may stop anywhere and go on."""
