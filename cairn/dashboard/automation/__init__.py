"""What happens by itself: transitions, sequences and rules, and what they did."""
