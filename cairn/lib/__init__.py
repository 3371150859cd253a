"""What every other package may use: the clock, the embedded database, live signals. It knows nothing of the product."""
