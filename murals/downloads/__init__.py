"""Public data sets: what there is, how it is fetched, how it becomes a folder that the program can read."""
