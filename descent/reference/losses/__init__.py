"""The losses, a module for each kind: numbers, two classes, several classes.

Each is two formulas side by side, its value and its gradient, over arrays that are read and checked already; `inputs`
makes the public functions of them. `table` holds one row for each loss, from which the tests are made.
"""
