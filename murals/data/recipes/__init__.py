"""Recipes of damage, one module each."""
