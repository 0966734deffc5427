"""Texts of the tab Blend: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {}
