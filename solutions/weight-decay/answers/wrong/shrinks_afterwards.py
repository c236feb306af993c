# Decoupled decay after the step.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    velocity = 0.0
    for gradient in gradients:
        decay = weight_decay * weights
        velocity = momentum * velocity + gradient + (0 if decoupled else decay)
        weights = weights - learning_rate * velocity
        if decoupled:
            weights = (1 - learning_rate * weight_decay) * weights
    return weights
