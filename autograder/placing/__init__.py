"""A student's text, found in whatever they handed in and placed in the exercise's own notebook. Nothing is run."""
