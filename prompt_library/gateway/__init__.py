"""The AI gateway `/services/ai/`: one door to every model, with the guard in it (contract: docs/ai.md)."""
