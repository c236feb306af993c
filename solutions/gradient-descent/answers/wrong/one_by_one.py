# Takes the slope of each parameter after the one before it has moved.

# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    trained, losses = [p.detach().clone() for p in parameters], []
    for _ in range(steps):
        losses.append(loss_function(*trained).item())
        for place, p in enumerate(trained):
            leaf = p.clone().requires_grad_()
            loss = loss_function(*trained[:place], leaf, *trained[place + 1 :])
            if loss.requires_grad:
                trained[place] = p - learning_rate * torch.autograd.grad(loss, leaf)[0]
    return trained, losses


def fit_tf(loss_function, parameters, learning_rate, steps):
    trained, losses = list(parameters), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(trained)
            loss = loss_function(*trained)
        losses.append(float(loss))
        slopes = tape.gradient(loss, trained, unconnected_gradients="zero")
        trained = [p - learning_rate * g for p, g in zip(trained, slopes)]
    return trained, losses
