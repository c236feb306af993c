"""Tells what came of it: feedback for the students; tables, pages and grades for the instructor. Changes no score."""
