# Whole tables: masks made safe by where, one-hot labels, einsum; nothing is cut out.

# %% cross-entropy-probabilities
def cross_entropy_torch(y_true, y_pred, reduction="mean"):
    logs = y_pred.masked_fill(y_true == 0, 1.0).log()
    rows = -torch.einsum("nk,nk->n", y_true, logs)
    count = len(rows) if len(rows) else 1
    return {"none": rows, "sum": rows.sum(), "mean": rows.sum() / count}[reduction]


def cross_entropy_tf(y_true, y_pred, reduction="mean"):
    logs = tf.math.log(tf.where(y_true == 0, tf.ones_like(y_pred), y_pred))
    rows = -tf.einsum("nk,nk->n", y_true, logs)
    count = y_pred.shape[0] or 1
    return {"none": rows, "sum": tf.reduce_sum(rows), "mean": tf.reduce_sum(rows) / count}[reduction]

# %% cross-entropy-log-softmax
def log_softmax_torch(logits):
    top = logits.max(-1, keepdim=True).values.detach()
    log_total = top + (logits - top).exp().sum(-1, keepdim=True).log()
    return logits - log_total


def log_softmax_tf(logits):
    top = tf.stop_gradient(tf.reduce_max(logits, -1, keepdims=True))
    return (logits - top) - tf.math.log(tf.reduce_sum(tf.exp(logits - top), -1, keepdims=True))

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    counts = (y_true != ignore_index).unsqueeze(-1)
    safe = torch.where(counts, logits, torch.zeros_like(logits))
    hot = (y_true.unsqueeze(-1) == torch.arange(logits.shape[-1])) & counts
    losses = torch.where(hot, -log_softmax_torch(safe), torch.zeros_like(safe))
    return losses.sum() / counts.sum().clamp(min=1)


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    counts = (y_true != ignore_index)[..., None]
    safe = tf.where(counts, logits, tf.zeros_like(logits))
    classes = tf.range(logits.shape[-1], dtype=y_true.dtype)
    hot = (y_true[..., None] == classes) & counts
    losses = tf.where(hot, -log_softmax_tf(safe), tf.zeros_like(safe))
    n = tf.maximum(tf.reduce_sum(tf.cast(counts, logits.dtype)), 1)
    return tf.reduce_sum(losses) / n

# %% cross-entropy-smoothing
def smoothed_cross_entropy_torch(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    counts = (y_true != ignore_index).unsqueeze(-1)
    safe = logits.masked_fill(~counts, 0.0)
    hot = (y_true.unsqueeze(-1) == torch.arange(logits.shape[-1])).to(logits.dtype)
    q = ((1 - label_smoothing) * hot + label_smoothing / logits.shape[-1]) * counts
    return -torch.einsum("...k,...k->", q, log_softmax_torch(safe)) / counts.sum().clamp(min=1)


def smoothed_cross_entropy_tf(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    counts = tf.cast(y_true != ignore_index, logits.dtype)[..., None]
    safe = tf.where(counts > 0, logits, tf.zeros_like(logits))
    hot = tf.one_hot(y_true, logits.shape[-1], dtype=logits.dtype)
    q = ((1 - label_smoothing) * hot + label_smoothing / logits.shape[-1]) * counts
    return -tf.reduce_sum(q * log_softmax_tf(safe)) / tf.maximum(tf.reduce_sum(counts), 1)

# %% cross-entropy-gradient
def cross_entropy_gradient(y_true, logits, label_smoothing=0.0, ignore_index=-1):
    counts = (y_true != ignore_index)[..., None]
    safe = np.where(counts, logits, 0)
    powers = np.exp(safe - np.max(safe, axis=-1, keepdims=True))
    hot = y_true[..., None] == np.arange(logits.shape[-1])
    q = (1 - label_smoothing) * hot + label_smoothing / logits.shape[-1]
    slope = counts * (powers / np.sum(powers, axis=-1, keepdims=True) - q) / max(np.count_nonzero(counts), 1)
    return slope.astype(logits.dtype)
