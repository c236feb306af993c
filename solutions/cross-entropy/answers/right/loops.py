# Python loops over rows and positions, with lists and stack: slow, plain and right.

# %% cross-entropy-probabilities
def cross_entropy_torch(y_true, y_pred, reduction="mean"):
    losses = []
    for labels, probabilities in zip(y_true, y_pred):
        loss = torch.zeros((), dtype=y_pred.dtype)
        for y, p in zip(labels, probabilities):
            if y > 0:
                loss = loss - y * p.log()
        losses.append(loss)
    if reduction == "none":
        return torch.stack(losses) if losses else y_pred.sum(1)
    total = sum(losses, y_pred.new_zeros(())) + 0 * y_pred[:0].sum()
    return total / len(losses) if reduction == "mean" and losses else total


def cross_entropy_tf(y_true, y_pred, reduction="mean"):
    losses = []
    for i in range(y_pred.shape[0]):
        loss = tf.zeros((), y_pred.dtype)
        for k in range(y_pred.shape[1]):
            if y_true[i, k] > 0:
                loss = loss - y_true[i, k] * tf.math.log(y_pred[i, k])
        losses.append(loss)
    if not losses:
        none = tf.reduce_sum(y_pred, axis=1)
        return none if reduction == "none" else tf.reduce_sum(none)
    if reduction == "none":
        return tf.stack(losses)
    total = tf.add_n(losses)
    return total / len(losses) if reduction == "mean" else total

# %% cross-entropy-log-softmax
def log_softmax_torch(logits):
    rows = []
    for z in logits.reshape(-1, logits.shape[-1]):
        top = max(z.tolist())
        total = sum(torch.exp(value - top) for value in z)
        rows.append(torch.stack([value - top - torch.log(total) for value in z]))
    return torch.stack(rows).reshape(logits.shape) if rows else logits * 1


def log_softmax_tf(logits):
    rows = []
    for z in tf.reshape(logits, (-1, logits.shape[-1])):
        top = max(float(value) for value in z)
        total = tf.add_n([tf.exp(value - top) for value in tf.unstack(z)])
        rows.append(tf.stack([value - top - tf.math.log(total) for value in tf.unstack(z)]))
    return tf.reshape(tf.stack(rows), logits.shape) if rows else logits * 1

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    total, count = 0 * logits[:0].sum(), 0
    for label, z in zip(y_true.flatten().tolist(), logits.reshape(-1, logits.shape[-1])):
        if label != ignore_index:
            total = total - log_softmax_torch(z)[label]
            count += 1
    return total / count if count else total


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    labels, rows = y_true.numpy().ravel(), tf.reshape(logits, (-1, logits.shape[-1]))
    losses = [-log_softmax_tf(rows[i])[label] for i, label in enumerate(labels) if label != ignore_index]
    return tf.add_n(losses) / len(losses) if losses else 0 * tf.reduce_sum(rows[:0])

# %% cross-entropy-smoothing
def smoothed_cross_entropy_torch(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    total, count, classes = 0 * logits[:0].sum(), 0, logits.shape[-1]
    for label, z in zip(y_true.flatten().tolist(), logits.reshape(-1, classes)):
        if label == ignore_index:
            continue
        count += 1
        for k, log_p in enumerate(log_softmax_torch(z)):
            share = label_smoothing / classes + (1 - label_smoothing if k == label else 0)
            total = total - share * log_p
    return total / max(count, 1)


def smoothed_cross_entropy_tf(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    classes = logits.shape[-1]
    labels, rows = y_true.numpy().ravel(), tf.reshape(logits, (-1, classes))
    total, count = 0 * tf.reduce_sum(rows[:0]), 0
    for i, label in enumerate(labels):
        if label == ignore_index:
            continue
        count += 1
        for k, log_p in enumerate(tf.unstack(log_softmax_tf(rows[i]))):
            share = label_smoothing / classes + (1 - label_smoothing if k == label else 0)
            total = total - share * log_p
    return total / max(count, 1)

# %% cross-entropy-gradient
def cross_entropy_gradient(y_true, logits, label_smoothing=0.0, ignore_index=-1):
    classes = logits.shape[-1]
    result = np.zeros(logits.shape, logits.dtype)
    places = [place for place in np.ndindex(y_true.shape) if y_true[place] != ignore_index]
    for place in places:
        powers = [np.exp(value - max(logits[place])) for value in logits[place]]
        for k in range(classes):
            q = label_smoothing / classes + (1 - label_smoothing) * (k == y_true[place])
            result[(*place, k)] = (powers[k] / sum(powers) - q) / len(places)
    return result
