# Updates the velocity in place.

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    if velocity is None:
        velocity = np.zeros_like(weights)
    velocity *= momentum
    velocity += gradient
    direction = gradient + momentum * velocity if nesterov else velocity
    return weights - learning_rate * direction, velocity
