# Long-hand: loops and plain Python wherever they do.

# %% sick-run-diagnose
def diagnose(train, validation):
    for loss in [*train, *validation]:
        if math.isnan(loss) or math.isinf(loss):
            return "diverged"
    first, last = train[0], train[-1]
    for loss in train:
        if loss > first * 4:
            return "diverged"
    if last > first * 0.875:
        return "stuck"
    for loss in validation:
        if validation[-1] > 1.25 * loss:
            return "overfitting"
    return "healthy"


# %% sick-run-health
def dead_share_torch(z):
    dead = [all(value <= 0 for value in column.tolist()) for column in z.T]
    return torch.tensor(sum(dead) / len(dead), dtype=z.dtype)


def dead_share_tf(z):
    dead = [all(value <= 0 for value in column) for column in z.numpy().T]
    return tf.constant(sum(dead) / len(dead), dtype=z.dtype)


def update_ratio_torch(before, after):
    above, below = torch.linalg.vector_norm(after - before), torch.linalg.vector_norm(before)
    if above == 0:
        return above
    return above / below


def update_ratio_tf(before, after):
    above, below = (tf.sqrt(tf.reduce_sum(w * w)) for w in (after - before, before))
    if above == 0:
        return above
    return above / below


# %% sick-run-leaks
def twins(train, held_out):
    places = []
    for place, row in enumerate(held_out):
        for other in train:
            if (row == other).all():
                places.append(place)
                break
    return np.array(places, dtype=np.int32)


def standardise(train, other):
    result = np.empty_like(other)
    for column in range(train.shape[1]):
        values = train[:, column]
        spread = 1.0
        if values.max() != values.min():
            spread = np.sqrt(np.mean((values - values.mean()) ** 2))
        result[:, column] = (other[:, column] - values.mean()) / spread
    return result


# %% sick-run-calibration
def plain_error(labels, probabilities, bins):
    sums = {}
    for label, row in zip(labels, probabilities):
        confidence = max(row)
        place = min(int(confidence * bins), bins - 1)
        sums[place] = sums.get(place, 0.0) + (row.index(confidence) == label) - confidence
    return sum(abs(value) for value in sums.values()) / len(labels)


def calibration_error_torch(y_true, logits, bins=10):
    rows = torch.softmax(logits, dim=-1).tolist()
    return torch.tensor(plain_error(y_true.tolist(), rows, bins), dtype=logits.dtype)


def calibration_error_tf(y_true, logits, bins=10):
    rows = tf.nn.softmax(logits, axis=-1).numpy().tolist()
    return tf.constant(plain_error(y_true.numpy().tolist(), rows, bins), dtype=logits.dtype)


# %% sick-run-cure
def cured_run_torch(model, train, validation, orders, rate, batch_size):
    x, y = train
    losses = []
    for order in orders:
        model.train()
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            loss = torch.nn.functional.cross_entropy(model(x[rows]), y[rows])
            parameters = list(model.parameters())
            grads = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for parameter, grad in zip(parameters, grads):
                    parameter -= rate * grad
        model.eval()
        with torch.no_grad():
            losses.append(float(torch.nn.functional.cross_entropy(model(validation[0]), validation[1])))
    return losses


def cured_run_tf(model, train, validation, orders, rate, batch_size):
    x, y = train[0].numpy(), train[1].numpy()
    optimizer = keras.optimizers.SGD(rate)
    losses = []
    for order in orders:
        order = order.numpy()
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            with tf.GradientTape() as tape:
                logits = model(x[rows], training=True)
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y[rows], logits))
            grads = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(grads, model.trainable_variables))
        held_out = tf.nn.sparse_softmax_cross_entropy_with_logits(validation[1], model(validation[0]))
        losses.append(float(tf.reduce_mean(held_out)))
    return losses
