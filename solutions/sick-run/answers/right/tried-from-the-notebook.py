# Written from the chapter's and the exercise's notebook alone, as a newcomer would: loops over the bins, and the frameworks' own losses and optimizers.
# %% sick-run-diagnose
def diagnose(train, validation):
    for loss in train + validation:
        if math.isnan(loss) or math.isinf(loss):
            return "diverged"
    if max(train) > 4 * train[0]:
        return "diverged"
    if train[-1] > 0.875 * train[0]:
        return "stuck"
    if validation and validation[-1] > 1.25 * min(validation):
        return "overfitting"
    return "healthy"


# %% sick-run-health
def dead_share_torch(z):
    return (z <= 0).all(dim=0).to(z.dtype).mean()


def dead_share_tf(z):
    return tf.reduce_mean(tf.cast(tf.reduce_all(z <= 0, axis=0), z.dtype))


def update_ratio_torch(before, after):
    moved, size = torch.linalg.norm(after - before), torch.linalg.norm(before)
    if moved == 0:
        return torch.zeros_like(moved)
    return moved / size


def update_ratio_tf(before, after):
    moved, size = tf.norm(after - before), tf.norm(before)
    if moved == 0:
        return tf.zeros_like(moved)
    return moved / size


# %% sick-run-leaks
def twins(train, held_out):
    places = [i for i, row in enumerate(held_out) if (train == row).all(axis=1).any()]
    return np.array(places, dtype=int)


def standardise(train, other):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation[train.max(axis=0) == train.min(axis=0)] = 1
    return (other - mean) / deviation


# %% sick-run-calibration
def calibration_error_torch(y_true, logits, bins=10):
    confidence, answer = torch.softmax(logits, dim=1).max(dim=1)
    right = (answer == y_true).to(logits.dtype)
    place = torch.floor(confidence * bins).clamp(max=bins - 1)
    total = torch.zeros((), dtype=logits.dtype)
    for b in range(bins):
        inside = place == b
        if inside.any():
            gap = (right[inside].mean() - confidence[inside].mean()).abs()
            total = total + inside.to(logits.dtype).mean() * gap
    return total


def calibration_error_tf(y_true, logits, bins=10):
    probabilities = tf.nn.softmax(logits, axis=1)
    confidence = tf.reduce_max(probabilities, axis=1)
    answer = tf.argmax(logits, axis=1, output_type=y_true.dtype)
    right = tf.cast(answer == y_true, logits.dtype)
    place = tf.minimum(tf.floor(confidence * bins), bins - 1)
    total = tf.zeros((), dtype=logits.dtype)
    for b in range(bins):
        inside = place == b
        if tf.reduce_any(inside):
            r, c = tf.boolean_mask(right, inside), tf.boolean_mask(confidence, inside)
            gap = tf.abs(tf.reduce_mean(r) - tf.reduce_mean(c))
            total = total + len(r) / len(logits) * gap
    return total


# %% sick-run-cure
def cured_run_torch(model, train, validation, orders, rate, batch_size):
    (x, y), losses = train, []
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    loss_fn = torch.nn.CrossEntropyLoss()
    for order in orders:
        model.train()
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = loss_fn(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            losses.append(loss_fn(model(validation[0]), validation[1]).item())
    return losses


def cured_run_tf(model, train, validation, orders, rate, batch_size):
    (x, y), losses = train, []
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for order in orders:
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            with tf.GradientTape() as tape:
                loss = loss_fn(tf.gather(y, rows), model(tf.gather(x, rows), training=True))
            grads = tape.gradient(loss, model.trainable_variables)
            for weight, grad in zip(model.trainable_variables, grads):
                weight.assign_sub(rate * grad)
        losses.append(float(loss_fn(validation[1], model(validation[0], training=False))))
    return losses
