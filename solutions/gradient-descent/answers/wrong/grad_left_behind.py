# Clones keep their link to the given tensors, so backward() reaches those, if they ask for it.

# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    trained, losses = list(parameters), []
    for _ in range(steps):
        leaves = [p if p.requires_grad else p.clone().requires_grad_() for p in trained]
        loss = loss_function(*leaves)
        losses.append(loss.item())
        loss.backward()
        slopes = [torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in leaves]
        trained = [p.detach() - learning_rate * g for p, g in zip(leaves, slopes)]
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
