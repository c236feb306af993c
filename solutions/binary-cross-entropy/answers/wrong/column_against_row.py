# A column of labels meets a row of logits: each prediction is compared with every label.

# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    inputs = np.column_stack([x, np.ones(len(x), x.dtype)])
    parameters = np.zeros_like(inputs[0])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(inputs @ parameters)))
        error = (1 - y_true) * p - pos_weight * y_true * (1 - p)
        error = error.mean(axis=0) if error.ndim == 2 else error
        parameters = parameters - learning_rate * (inputs.T @ error / len(x)).astype(x.dtype)
    return parameters
