"""What the assistant learns from the firm's people. Everything lands as a proposal; a person decides."""
