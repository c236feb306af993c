# Counts the steps from 1.

# %% binary-cross-entropy-training
def fit_logistic(y_true, x, steps=100, learning_rate=0.5, pos_weight=1.0):
    y = y_true.reshape(-1)
    inputs = np.column_stack([x, np.ones_like(y)])
    parameters = np.zeros_like(inputs[0])
    for _ in range(1, steps):
        slope = inputs.T @ bce_gradient(y, inputs @ parameters, pos_weight)
        parameters = parameters - learning_rate * slope
    return parameters
