"""Descent: the package that the pages use: formulas, figures, data."""
