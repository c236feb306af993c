# Works on the parameters it was given.

# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    losses = []
    for p in parameters:
        p.requires_grad_()
    for _ in range(steps):
        loss = loss_function(*parameters)
        losses.append(loss.item())
        slopes = torch.autograd.grad(loss, parameters, materialize_grads=True)
        with torch.no_grad():
            for p, g in zip(parameters, slopes):
                p -= learning_rate * g
    return [p.detach().clone() for p in parameters], losses


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
