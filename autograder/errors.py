"""The one exception that a person at the terminal sees: a line with the cause and the cure."""


class Trouble(Exception):
    """Something an instructor can put right; the message says what is wrong and what to do, in one line."""
