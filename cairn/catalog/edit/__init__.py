"""How the catalogue is changed: the desk, the API and imports all go through here, so all are checked and written down alike."""
