"""What the assistant can look up: passages made from the catalogue, with their vectors."""
