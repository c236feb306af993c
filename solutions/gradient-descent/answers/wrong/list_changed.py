# Puts the new tensors into the caller's list.

# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    trained, losses = [p.detach().clone() for p in parameters], []
    for _ in range(steps):
        leaves = [p.requires_grad_() for p in trained]
        loss = loss_function(*leaves)
        losses.append(loss.item())
        slopes = torch.autograd.grad(loss, leaves, materialize_grads=True)
        trained = [p.detach() - learning_rate * g for p, g in zip(leaves, slopes)]
    return trained, losses


def fit_tf(loss_function, parameters, learning_rate, steps):
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            loss = loss_function(*parameters)
        losses.append(float(loss))
        slopes = tape.gradient(loss, parameters, unconnected_gradients="zero")
        for place, g in enumerate(slopes):
            parameters[place] = parameters[place] - learning_rate * g
    return list(parameters), losses
