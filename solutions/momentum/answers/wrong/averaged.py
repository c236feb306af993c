# A moving average: the gradient is multiplied by 1 − momentum.

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    v = gradient if velocity is None else momentum * velocity + (1 - momentum) * gradient
    direction = gradient + momentum * v if nesterov else v
    return weights - learning_rate * direction, v
