# Keras's form.

# %% momentum-velocity
def velocity_step(weights, gradient, velocity=None, learning_rate=0.01, momentum=0.9, nesterov=False):
    if velocity is None:
        velocity = np.zeros_like(weights)
    velocity = momentum * velocity - learning_rate * gradient
    ahead = momentum * velocity - learning_rate * gradient if nesterov else velocity
    return weights + ahead, velocity
