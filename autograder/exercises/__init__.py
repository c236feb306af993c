"""What an exercise is: its folder, its notebooks for nbgrader and for students, answers to it. Knows of no class."""
