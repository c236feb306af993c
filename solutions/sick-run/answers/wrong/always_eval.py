# Forgets to go back to training.

# %% sick-run-cure
def cured_run_torch(model, train, validation, orders, rate, batch_size):
    (x, y), losses = train, []
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    loss_fn = torch.nn.CrossEntropyLoss()
    for order in orders:
        for rows in order.split(batch_size):
            optimizer.zero_grad()
            loss_fn(model(x[rows]), y[rows]).backward()
            optimizer.step()
        model.eval()
        losses.append(loss_fn(model(validation[0]), validation[1]).item())
    return losses


def cured_run_tf(model, train, validation, orders, rate, batch_size):
    (x, y), losses = train, []
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for order in orders:
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            with tf.GradientTape() as tape:
                loss = loss_fn(tf.gather(y, rows), model(tf.gather(x, rows), training=False))
            grads = tape.gradient(loss, model.trainable_variables)
            for weight, grad in zip(model.trainable_variables, grads):
                weight.assign_sub(rate * grad)
        losses.append(float(loss_fn(validation[1], model(validation[0]))))
    return losses
