"""What is written to a customer: words, files, templates, answers that wait."""
