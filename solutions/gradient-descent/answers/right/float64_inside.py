# Computes in float64 and gives back the inputs' dtype.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    A64, b64, w = A.astype(np.float64), b.astype(np.float64), start.astype(np.float64)
    path = np.zeros((steps + 1, len(w)))
    path[0] = w
    taken = 0
    for t in range(1, steps + 1):
        g = A64.dot(w) - b64
        if np.sqrt(g.dot(g)) <= tolerance:
            break
        w = w - learning_rate * g
        path[t] = w
        taken = t
    return path[: taken + 1].astype(start.dtype)


# %% gradient-descent-rates
def learning_rates(A):
    values = np.linalg.eigvalsh(A.astype(np.float64))
    top = values.max()
    assert_valley = top > 0 and values.min() >= -1e-6 * top
    if not assert_valley:
        raise ValueError
    values = values[values > 1e-6 * top]
    kappa = values.max() / values.min()
    return np.array([2 / top, 2 / (top + values.min()), (kappa - 1) / (kappa + 1)], dtype=A.dtype)


# %% gradient-descent-network
def network_gradient(x, y, W, b, v, c):
    kind = x.dtype
    x, y, W, b, v = (each.astype(np.float64) for each in (x, y, W, b, v))
    hidden = np.tanh(x.dot(W) + b)
    error = hidden.dot(v) + float(c) - y
    d_pred = (2 / error.size) * error[:, None]
    d_hidden = d_pred * v
    d_score = d_hidden - d_hidden * hidden * hidden
    dW = np.einsum("nd,nh->dh", x, d_score)
    slopes = dW, np.sum(d_score, 0), np.sum(hidden * d_pred, 0), np.sum(d_pred)
    return tuple(slope.astype(kind) for slope in slopes)


# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    weights, losses = [p.detach().clone() for p in parameters], []
    slopes_of = lambda ws: torch.func.grad_and_value(
        lambda *all_of_them: loss_function(*all_of_them), argnums=tuple(range(len(ws)))
    )(*ws)
    for _ in range(steps):
        slopes, loss = slopes_of(weights)
        losses.append(float(loss))
        weights = [w - learning_rate * s for w, s in zip(weights, slopes)]
    return weights, losses


def fit_tf(loss_function, parameters, learning_rate, steps):
    weights, losses = [tf.identity(p) for p in parameters], []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            for w in weights:
                tape.watch(w)
            loss = loss_function(*weights)
        losses.append(loss.numpy())
        slopes = tape.gradient(loss, weights)
        weights = [w if s is None else w - tf.cast(learning_rate, w.dtype) * s for w, s in zip(weights, slopes)]
    return weights, losses
