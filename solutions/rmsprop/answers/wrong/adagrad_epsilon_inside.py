# AdaGrad with ε inside the root.

# %% rmsprop-steps
def adagrad_step(w, g, s, learning_rate=0.01, epsilon=1e-8):
    s = s + g**2
    return w - learning_rate * g / np.sqrt(s + epsilon), s


def rmsprop_step(w, g, s, learning_rate=0.001, rho=0.9, epsilon=1e-7, epsilon_inside=False):
    s = rho * s + (1 - rho) * g**2
    root = np.sqrt(s + epsilon) if epsilon_inside else np.sqrt(s) + epsilon
    return w - learning_rate * g / root, s
