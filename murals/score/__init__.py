"""Scores: a model and a folder of pairs become numbers beside those of its peers."""
