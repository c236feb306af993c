"""The losses, a module for each kind, and the table of them from which the tests are made.

A loss is two formulas side by side, its value and its gradient, over arrays that are read and checked already; `inputs`
makes the public functions of them. `table` holds one row for each, `domains` what there is for a loss to take.
"""
