"""Trainings read as they lie on disk: their records, curves and tables, one or two side by side."""
