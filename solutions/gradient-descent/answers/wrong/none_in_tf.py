# Computes with the slope None of a parameter that the loss doesn't use.

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
    variables, losses = [tf.Variable(p) for p in parameters], []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_function(*variables)
        losses.append(float(loss))
        for p, g in zip(variables, tape.gradient(loss, variables)):
            p.assign_sub(learning_rate * g)
    return variables, losses
