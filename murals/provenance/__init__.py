"""Results of `murals restore` proved from their records, taken apart and undone."""
