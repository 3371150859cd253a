"""Made-up customers of the demo firm, as many as somebody wants to see: to try the desk when it is full."""
