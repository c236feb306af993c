# In whatever mode the model is in.

# %% training-loop-accumulation
def accumulated_step_torch(model, micro_batches, loss_fn, optimizer):
    optimizer.zero_grad()
    count, total = sum(len(labels) for _, labels in micro_batches), 0.0
    for inputs, labels in micro_batches:
        loss = loss_fn(model(inputs), labels) * len(labels) / count
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


def accumulated_step_tf(model, micro_batches, loss_fn, optimizer):
    count, total = sum(len(labels) for _, labels in micro_batches), 0.0
    weights = model.trainable_variables
    grads = [tf.zeros_like(weight) for weight in weights]
    for inputs, labels in micro_batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(inputs, training=True)) * (len(labels) / count)
        grads = [old + new for old, new in zip(grads, tape.gradient(loss, weights))]
        total += float(loss)
    optimizer.apply_gradients(zip(grads, weights))
    return total
