"""One module for each family of question types."""
