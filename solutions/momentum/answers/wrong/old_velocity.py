# Moves by the old velocity.

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    if velocity is None:
        velocity = np.zeros_like(weights)
    new = momentum * velocity + gradient
    direction = gradient + momentum * new if nesterov else velocity
    return weights - learning_rate * direction, new
