# One broken batch spoils every weight.

# %% training-loop-train
def train_epoch_torch(model, batches, loss_fn, optimizer):
    model.train()
    losses = []
    for inputs, labels in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return losses


def train_epoch_tf(model, batches, loss_fn, optimizer):
    losses = []
    for inputs, labels in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(inputs, training=True))
        losses.append(float(loss))
        if np.isfinite(losses[-1]):
            weights = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return losses
