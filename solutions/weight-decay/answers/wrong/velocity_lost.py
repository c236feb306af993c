# The velocity starts at 0 in every step.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    for gradient in gradients:
        velocity = 0.0
        decay = weight_decay * weights
        velocity = momentum * velocity + gradient + (0 if decoupled else decay)
        weights = weights - learning_rate * (velocity + (decay if decoupled else 0))
    return weights
