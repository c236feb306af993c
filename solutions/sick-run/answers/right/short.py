# As short as it gets, with the libraries' own functions.

# %% sick-run-diagnose
def diagnose(train, validation):
    rules = {
        "diverged": not all(map(math.isfinite, train + validation)) or any(loss > 4 * train[0] for loss in train),
        "stuck": train[-1] > 0.875 * train[0],
        "overfitting": any(validation[-1] > 1.25 * loss for loss in validation),
        "healthy": True,
    }
    return next(word for word, holds in rules.items() if holds)


# %% sick-run-health
def dead_share_torch(z):
    return torch.mean((torch.nan_to_num(z, nan=1.0).amax(0) <= 0).to(z.dtype))


def dead_share_tf(z):
    fires = tf.reduce_any(tf.logical_not(z <= 0), axis=0)
    return 1 - tf.reduce_mean(tf.cast(fires, z.dtype))


def update_ratio_torch(before, after):
    return (after - before).norm() / before.norm() if (after != before).any() else before.new_zeros(())


def update_ratio_tf(before, after):
    same = tf.reduce_all(after == before)
    return tf.zeros((), before.dtype) if same else tf.norm(after - before) / tf.norm(before)


# %% sick-run-leaks
def twins(train, held_out):
    known = set(map(tuple, (train + 0.0).tolist()))
    return np.array([i for i, row in enumerate(held_out.tolist()) if tuple(row) in known], dtype=int)


def standardise(train, other):
    spread = train.std(axis=0)
    spread[train.max(axis=0) == train.min(axis=0)] = 1
    return (other - train.mean(axis=0)) / spread


# %% sick-run-calibration
def calibration_error_torch(y_true, logits, bins=10):
    confidence, answers = torch.softmax(logits, 1).max(1)
    gap = confidence - (answers == y_true).to(logits.dtype)
    inside = torch.nn.functional.one_hot((confidence * bins).floor().long().clamp(0, bins - 1), bins)
    return (gap @ inside.to(gap.dtype)).abs().sum() / len(gap)


def calibration_error_tf(y_true, logits, bins=10):
    confidence = tf.reduce_max(tf.nn.softmax(logits), 1)
    gap = confidence - tf.cast(tf.argmax(logits, 1, y_true.dtype) == y_true, logits.dtype)
    inside = tf.one_hot(tf.clip_by_value(tf.cast(confidence * bins, tf.int32), 0, bins - 1), bins, dtype=gap.dtype)
    return tf.reduce_sum(tf.abs(tf.reduce_mean(gap[:, None] * inside, 0)))


# %% sick-run-cure
def cured_run_torch(model, train, validation, orders, rate, batch_size):
    optimizer, loss_fn = torch.optim.SGD(model.parameters(), rate), torch.nn.functional.cross_entropy

    def epoch(order):
        model.train()
        for inputs, labels in zip(train[0][order].split(batch_size), train[1][order].split(batch_size)):
            optimizer.zero_grad()
            loss_fn(model(inputs), labels).backward()
            optimizer.step()
        return loss_fn(model.eval()(validation[0]), validation[1]).item()

    return [epoch(order) for order in orders]


def cured_run_tf(model, train, validation, orders, rate, batch_size):
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def epoch(order):
        shuffled = tuple(tf.gather(each, order) for each in train)
        for inputs, labels in tf.data.Dataset.from_tensor_slices(shuffled).batch(batch_size):
            with tf.GradientTape() as tape:
                loss = loss_fn(labels, model(inputs, training=True))
            for weight, grad in zip(model.weights, tape.gradient(loss, model.weights)):
                weight.assign(weight - rate * grad)
        return loss_fn(validation[1], model(validation[0])).numpy().item()

    return [epoch(order) for order in orders]
