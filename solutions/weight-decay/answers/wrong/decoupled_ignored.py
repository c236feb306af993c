# The decay goes through the velocity, whatever is asked for.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    velocity = 0.0
    for gradient in gradients:
        decay = weight_decay * weights
        velocity = momentum * velocity + gradient + decay
        weights = weights - learning_rate * velocity
    return weights
