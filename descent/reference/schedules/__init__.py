"""Every learning-rate schedule of the course once: the rate by step in float64 NumPy, held to PyTorch and Keras.

Each is one pure function `<name>(step, *, learning_rate, …)`. Its step counts the steps taken so far, so that the first
is taken at step 0, and is one whole number or an array of them. `SCHEDULES` is the table that the tests run,
`SCHEDULE_DIFFERENCES` what the frameworks do otherwise.
"""
