# Computes with the slope None of a parameter that the loss doesn't use.

# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    trained, losses = [p.detach().clone() for p in parameters], []
    for _ in range(steps):
        leaves = [p.clone().requires_grad_() for p in trained]
        loss = loss_function(*leaves)
        losses.append(loss.item())
        slopes = torch.autograd.grad(loss, leaves, allow_unused=True)
        trained = [p - learning_rate * g for p, g in zip(trained, slopes)]
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
