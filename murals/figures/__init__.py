"""Tables, pages, plots and grids of pictures: knows nothing of trainings."""
