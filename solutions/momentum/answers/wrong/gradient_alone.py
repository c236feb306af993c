# Keeps a velocity and doesn't use it.

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    v = gradient if velocity is None else momentum * velocity + gradient
    direction = gradient + momentum * v if nesterov else gradient
    return weights - learning_rate * direction, v
