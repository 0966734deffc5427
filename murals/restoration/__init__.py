"""A checkpoint becomes a restored mural."""
