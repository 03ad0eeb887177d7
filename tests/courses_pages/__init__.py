"""The lesson pages in a real browser, with a real database and real grading, on a network that can fail."""
