"""Numbers and pictures for people: score tables, curves, one page of results."""
