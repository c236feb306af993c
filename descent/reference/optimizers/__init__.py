"""Every optimizer of the course once: its update rule in float64 NumPy, held to PyTorch and Keras by its tests.

Each is a pair of pure functions: `<name>_init(weights)` gives the state before the first step, and
`<name>_step(weights, gradient, state, *, learning_rate, …)` the new weights and the new state. What both frameworks
take for a default is the default here; what they disagree on must be given. `OPTIMIZERS` is the table that the tests
run, `OPTIMIZER_DIFFERENCES` what the frameworks do otherwise.
"""
