# The state lives in a global, whatever is handed in.

# %% adam-step
def adam_step(weights, gradient, state=None, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global _kept
    t, m, v = (0, 0.0, 0.0) if state is None else _kept
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    _kept = (t, m, v)
    root = np.sqrt(v / (1 - beta_2**t)) + epsilon
    return weights - learning_rate * (m / (1 - beta_1**t)) / root, True
