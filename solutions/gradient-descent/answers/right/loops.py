# Plain loops over entries, with backward() and variables.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    rows = [[float(each) for each in start]]
    d = len(rows[0])
    while len(rows) <= steps:
        here = rows[-1]
        slope = [sum(float(A[i, j]) * here[j] for j in range(d)) - float(b[i]) for i in range(d)]
        if sum(each**2 for each in slope) ** 0.5 <= tolerance:
            break
        rows.append([here[i] - learning_rate * slope[i] for i in range(d)])
    return np.array(rows, dtype=start.dtype)


# %% gradient-descent-rates
def learning_rates(A):
    curvatures = sorted(float(each) for each in np.linalg.eigh(A.astype(float))[0])
    top = max(curvatures)
    if top <= 0:
        raise ValueError("all flat, or worse")
    kept = []
    for each in curvatures:
        if each < -1e-6 * top:
            raise ValueError(f"the curvature {each} falls away for ever")
        if each > 1e-6 * top:
            kept.append(each)
    best = 2 / (kept[0] + kept[-1])
    return np.array([2 / top, best, abs(1 - best * top)]).astype(A.dtype)


# %% gradient-descent-network
def network_gradient(x, y, W, b, v, c):
    dW, db, dv, dc = np.zeros_like(W), np.zeros_like(b), np.zeros_like(v), 0.0
    for i in range(len(x)):
        h = np.tanh(x[i] @ W + b)
        d = 2 * (h @ v + c - y[i]) / len(x)
        dc += d
        dv += d * h
        for k in range(len(b)):
            back = d * v[k] * (1 - h[k] ** 2)
            db[k] += back
            dW[:, k] += back * x[i]
    return dW, db, dv, float(dc)


# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    leaves, losses = [], []
    for p in parameters:
        leaf = p.detach().clone()
        leaf.requires_grad = True
        leaves.append(leaf)
    for _ in range(steps):
        for leaf in leaves:
            leaf.grad = None
        loss = loss_function(*leaves)
        loss.backward()
        losses.append(loss.detach())
        for leaf in leaves:
            if leaf.grad is not None:
                leaf.data -= learning_rate * leaf.grad
    return leaves, losses


def fit_tf(loss_function, parameters, learning_rate, steps):
    variables, losses = [tf.Variable(p) for p in parameters], []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_function(*variables)
        losses.append(loss)
        for variable, slope in zip(variables, tape.gradient(loss, variables)):
            if slope is not None:
                variable.assign_sub(learning_rate * slope)
    return variables, losses
