"""Condition report of a wall: damaged share, losses and cracks with their sizes, maps, as a page that prints."""
