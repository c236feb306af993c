# Right, but with the finished optimizer.

# %% gradient-descent-fit
def fit_torch(loss_function, parameters, learning_rate, steps):
    leaves, losses = [p.detach().clone().requires_grad_() for p in parameters], []
    optimizer = torch.optim.SGD(leaves, lr=learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_function(*leaves)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return leaves, losses


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
