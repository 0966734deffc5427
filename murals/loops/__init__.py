"""Loops over pixels, compiled by numba and shared out to threads, for the solver and for fills."""
