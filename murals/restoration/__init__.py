"""Restoration of a damaged photograph: where to repair, what to paint there, how to set it in, what is written."""
