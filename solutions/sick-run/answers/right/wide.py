# In 64 bits where it helps, with sorting, scaling and helpers of the student's own.

# %% sick-run-diagnose
def diagnose(train, validation):
    train, validation = np.array(train), np.array(validation)
    finite = np.isfinite(train).all() and np.isfinite(validation).all()
    if not finite or np.max(train) / train[0] > 4:
        return "diverged"
    if train[-1] / train[0] > 7 / 8:
        return "stuck"
    rose = validation.size > 0 and validation[-1] / validation.min() > 5 / 4
    return "overfitting" if rose else "healthy"


# %% sick-run-health
def dead_share_torch(z):
    units = z.shape[1]
    return z.new_tensor(sum(int(torch.sum(z[:, unit] <= 0) == len(z)) for unit in range(units)) / units)


def dead_share_tf(z):
    silent = tf.math.count_nonzero(z <= 0, axis=0)
    return tf.reduce_mean(tf.cast(silent == z.shape[0], z.dtype))


def ratio(before, after):
    moved, size = (np.sqrt(np.sum(np.asarray(w, dtype=float) ** 2)) for w in (after - before, before))
    return 0.0 if moved == 0 else moved / size if size else np.inf


def update_ratio_torch(before, after):
    return torch.tensor(ratio(before.numpy(), after.numpy()), dtype=before.dtype)


def update_ratio_tf(before, after):
    return tf.constant(ratio(before.numpy(), after.numpy()), dtype=before.dtype)


# %% sick-run-leaks
def twins(train, held_out):
    equal = np.ones((len(held_out), len(train)), dtype=bool)
    for column in range(held_out.shape[1]):
        equal &= np.equal.outer(held_out[:, column], train[:, column])
    return np.nonzero(equal.any(axis=1))[0]


def standardise(train, other):
    wide = train.astype(float)
    mean = wide.sum(axis=0) / len(wide)
    spread = np.sqrt(((wide - mean) ** 2).sum(axis=0) / len(wide))
    spread = np.where(train.min(axis=0) < train.max(axis=0), spread, 1.0)
    return ((other - mean) / spread).astype(other.dtype)


# %% sick-run-calibration
def calibration_error_torch(y_true, logits, bins=10):
    shifted = torch.exp(logits - logits.amax(dim=1, keepdim=True))
    confidence = 1 / shifted.sum(dim=1)
    right = (logits.argmax(dim=1) == y_true).to(logits.dtype)
    error = logits.new_zeros(())
    for b in range(bins):
        inside = (confidence * bins >= b) & ((confidence * bins < b + 1) | (b == bins - 1))
        if inside.any():
            share = inside.to(logits.dtype).mean()
            error += share * (right[inside].mean() - confidence[inside].mean()).abs()
    return error


def calibration_error_tf(y_true, logits, bins=10):
    return tf.constant(
        calibration_error_torch(torch.tensor(y_true.numpy()), torch.tensor(logits.numpy()), bins).numpy()
    )


# %% sick-run-cure
def batches(train, order, batch_size, take):
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield take(train[0], rows), take(train[1], rows)


def cured_run_torch(model, train, validation, orders, rate, batch_size):
    losses = []
    for order in orders:
        model.train()
        for inputs, labels in batches(train, order, batch_size, lambda values, rows: values[rows]):
            model.zero_grad()
            torch.nn.CrossEntropyLoss(reduction="sum")(model(inputs), labels).div(len(labels)).backward()
            for parameter in model.parameters():
                parameter.data -= rate * parameter.grad
        model.eval()
        with torch.inference_mode():
            log_p = torch.log_softmax(model(validation[0]), dim=1)
        losses.append(-log_p[range(len(log_p)), validation[1]].mean().item())
    return losses


def cured_run_tf(model, train, validation, orders, rate, batch_size):
    losses = []
    for order in orders:
        for inputs, labels in batches(train, order, batch_size, tf.gather):
            with tf.GradientTape() as tape:
                log_p = tf.nn.log_softmax(model(inputs, training=True))
                loss = -tf.reduce_mean(tf.gather(log_p, labels, axis=1, batch_dims=1))
            for weight, grad in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
                weight.assign_sub(rate * grad)
        log_p = tf.nn.log_softmax(model(validation[0], training=False))
        losses.append(float(-tf.reduce_mean(tf.gather(log_p, validation[1], axis=1, batch_dims=1))))
    return losses
