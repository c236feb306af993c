# The first try of a reader who worked from the chapter and the notebook alone.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    path = [start.copy()]
    for _ in range(steps):
        slope = A @ path[-1] - b
        if np.linalg.norm(slope) <= tolerance:
            break
        path.append(path[-1] - learning_rate * slope)
    return np.array(path)


# %% gradient-descent-rates
def learning_rates(A):
    curvatures = np.linalg.eigvalsh(A)
    flat = 1e-6 * np.abs(curvatures).max()
    if (curvatures < -flat).any():
        raise ValueError("a direction falls away for ever")
    curvatures = curvatures[curvatures > flat]
    if len(curvatures) == 0:
        raise ValueError("no curvature is above 0")
    low, high = curvatures[0], curvatures[-1]
    return np.array([2 / high, 2 / (low + high), (high - low) / (high + low)])


# %% gradient-descent-network
def network_gradient(x, y, W, b, v, c):
    h = np.tanh(x @ W + b)
    d_y = 2 * (h @ v + c - y) / len(y)
    d_s = d_y[:, None] * v * (1 - h**2)
    return x.T @ d_s, d_s.sum(axis=0), h.T @ d_y, d_y.sum()


# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    trained = [p.detach().clone() for p in parameters]
    losses = []
    for _ in range(steps):
        for p in trained:
            p.requires_grad_()
        loss = loss_function(*trained)
        slopes = torch.autograd.grad(loss, trained, allow_unused=True)
        trained = [(p if g is None else p - learning_rate * g).detach() for p, g in zip(trained, slopes)]
        losses.append(loss.item())
    return trained, losses


def fit_tf(loss_function, parameters, learning_rate, steps):
    trained = [tf.identity(p) for p in parameters]
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(trained)
            loss = loss_function(*trained)
        slopes = tape.gradient(loss, trained)
        trained = [p if g is None else p - learning_rate * g for p, g in zip(trained, slopes)]
        losses.append(float(loss))
    return trained, losses
