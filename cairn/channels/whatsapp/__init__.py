"""WhatsApp through Meta's Cloud API: parsing its webhooks, calling its Graph endpoints, reading its errors."""
