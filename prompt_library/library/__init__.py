"""Prompts as files: read, render, check, search, exchange."""
