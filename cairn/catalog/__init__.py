"""The firm's facts: trips, departures, questions, stories and policies. Prices, dates and seats come from here and nowhere else."""
