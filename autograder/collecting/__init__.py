"""Takes in what a class has handed in, from a folder, an LMS or the exchange, and knows who is in the class."""
