# L2, but beside the velocity: right without momentum only.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    velocity = 0.0
    for gradient in gradients:
        decay = weight_decay * weights
        velocity = momentum * velocity + gradient
        weights = weights - learning_rate * (velocity + decay)
    return weights
