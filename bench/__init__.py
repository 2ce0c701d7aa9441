"""Figures measured side by side with the bare engine."""
