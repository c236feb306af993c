# Computes in float64 and gives back the inputs' dtype; short, with helpers of its own and logits flattened first.

# %% cross-entropy-probabilities
def _reduce(losses, reduction):
    if reduction == "none":
        return losses
    return losses.sum() / (max(losses.shape[0], 1) if reduction == "mean" else 1)


def cross_entropy_torch(y_true, y_pred, reduction="mean"):
    y, p = y_true.double(), y_pred.double()
    p = torch.where(y == 0, 1.0, p)
    return _reduce((y * -p.log()).sum(1), reduction).to(y_pred.dtype)


def cross_entropy_tf(y_true, y_pred, reduction="mean"):
    y, p = tf.cast(y_true, tf.float64), tf.cast(y_pred, tf.float64)
    losses = -tf.reduce_sum(tf.math.multiply_no_nan(tf.math.log(tf.where(y > 0, p, 1.0)), y), axis=1)
    if reduction == "mean" and len(losses) > 0:
        losses = tf.reduce_mean(losses)
    elif reduction != "none":
        losses = tf.reduce_sum(losses)
    return tf.cast(losses, y_pred.dtype)

# %% cross-entropy-log-softmax
def log_softmax_torch(logits):
    z = logits.double()
    z = z - z.detach().amax(-1, keepdim=True)
    return (z - z.exp().sum(-1, keepdim=True).log()).to(logits.dtype)


def log_softmax_tf(logits):
    z = tf.cast(logits, tf.float64)
    z -= tf.stop_gradient(tf.math.reduce_max(z, axis=-1, keepdims=True))
    return tf.cast(z - tf.math.log(tf.math.reduce_sum(tf.math.exp(z), axis=-1, keepdims=True)), logits.dtype)

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    labels, rows = y_true.reshape(-1), logits.reshape(-1, logits.shape[-1])
    keep = torch.nonzero(labels != ignore_index)[:, 0]
    log_p = log_softmax_torch(rows[keep].double())
    losses = -log_p.gather(1, labels[keep][:, None])
    return (losses.mean() if len(keep) else losses.sum()).to(logits.dtype)


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    labels, rows = tf.reshape(y_true, [-1]), tf.reshape(logits, [-1, logits.shape[-1]])
    keep = tf.where(labels != ignore_index)[:, 0]
    log_p = log_softmax_tf(tf.cast(tf.gather(rows, keep), tf.float64))
    hot = tf.one_hot(tf.gather(labels, keep), logits.shape[-1], dtype=tf.float64)
    n = tf.cast(tf.maximum(tf.size(keep), 1), tf.float64)
    return tf.cast(-tf.tensordot(hot, log_p, 2) / n, logits.dtype)

# %% cross-entropy-smoothing
def smoothed_cross_entropy_torch(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    keep = y_true != ignore_index
    uniform = -log_softmax_torch(logits[keep].double()).sum() / logits.shape[-1] / max(int(keep.sum()), 1)
    hard = padded_cross_entropy_torch(y_true, logits.double(), ignore_index)
    return torch.lerp(hard, uniform, label_smoothing).to(logits.dtype)


def smoothed_cross_entropy_tf(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    keep = y_true != ignore_index
    kept = tf.cast(logits[keep], tf.float64)
    uniform = -tf.reduce_sum(log_softmax_tf(kept)) / logits.shape[-1] / max(kept.shape[0], 1)
    hard = padded_cross_entropy_tf(y_true, tf.cast(logits, tf.float64), ignore_index)
    return tf.cast((1 - label_smoothing) * hard + label_smoothing * uniform, logits.dtype)

# %% cross-entropy-gradient
def cross_entropy_gradient(y_true, logits, label_smoothing=0.0, ignore_index=-1):
    slope = np.zeros((y_true.size, logits.shape[-1]))
    labels, keep = y_true.ravel(), np.flatnonzero(y_true != ignore_index)
    z = logits.reshape(-1, logits.shape[-1])[keep].astype(float)
    slope[keep] = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True)) - label_smoothing / z.shape[1]
    slope[keep, labels[keep]] -= 1 - label_smoothing
    return (slope / max(len(keep), 1)).reshape(logits.shape).astype(logits.dtype)
