"""Versions of prompts and what people do with them: every version is kept, only a person approves."""
