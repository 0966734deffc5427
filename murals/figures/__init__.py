"""Tables, pages, plots and grids of pictures; nothing here knows about trainings."""
