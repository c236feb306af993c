# Decoupled decay by λ, without the learning rate.

# %% weight-decay-path
def sgd_end(weights, gradients, *, learning_rate, weight_decay, momentum=0.0, decoupled=False):
    velocity = 0.0
    for gradient in gradients:
        decay = weight_decay * weights
        velocity = momentum * velocity + gradient + (0 if decoupled else decay)
        weights = weights - learning_rate * velocity - (decay if decoupled else 0)
    return weights
