# Leaves epsilon out.

# %% adam-step
def adam_step(weights, gradient, state=None, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t, m, v = state or (0, 0.0, 0.0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    root = np.sqrt(v / (1 - beta_2**t))
    return weights - learning_rate * (m / (1 - beta_1**t)) / root, (t, m, v)
