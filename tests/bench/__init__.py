"""Measured figures, as a table: `make bench`. Ratios against a named rival in the same run; never a timed test."""
