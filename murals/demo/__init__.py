"""`murals demo`: the whole way on murals that the program draws itself."""
