"""Poisson image editing: a region of one picture goes into another without a seam (Perez, Gangnet, Blake 2003)."""
