"""What happens by itself: which news moves a lead, what follows, and how a person takes it back."""
