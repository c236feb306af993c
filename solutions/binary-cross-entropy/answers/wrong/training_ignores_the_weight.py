# pos_weight is not passed on.

# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    y = y_true.reshape(-1)
    inputs = np.column_stack([x, np.ones_like(y)])
    parameters = np.zeros_like(inputs[0])
    for _ in range(steps):
        slope = inputs.T @ bce_gradient(y, inputs @ parameters)
        parameters = parameters - learning_rate * slope
    return parameters
