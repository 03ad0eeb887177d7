"""Markdown of a model becomes a Word file in the official form, and a reader of .docx checks the form."""
