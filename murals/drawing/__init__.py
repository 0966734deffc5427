"""Sample murals that the project draws itself."""
