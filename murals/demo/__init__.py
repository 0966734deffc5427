"""The whole way on murals that the program draws itself, ending in one page."""
