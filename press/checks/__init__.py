"""The parts of `make check` that look at content: whether a contribution is whole, whether hidden inputs are drawn."""
