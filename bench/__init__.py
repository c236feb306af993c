"""Measures, against whom, and with what: building, grading, pages. Nothing imports it but tests."""
