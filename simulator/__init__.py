"""WhatsApp in a box: plays Meta and the customers, reached only over HTTP, and imports nothing of Cairn."""
