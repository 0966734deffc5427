"""Trainings read from disk: their records, curves and tables, alone or two side by side."""
