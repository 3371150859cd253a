"""The door for the firm's people: live pages in the browser."""
