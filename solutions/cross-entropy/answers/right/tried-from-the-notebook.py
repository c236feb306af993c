# A first attempt, written from the notebook alone, before any test was run. Kept as it was.

# %% cross-entropy-probabilities
def cross_entropy_torch(y_true, y_pred, reduction="mean"):
    """Cross-entropy of predicted probabilities: for each row, −Σ y_true · log y_pred.

    y_true     (N, K) tensor: each row holds shares that sum to 1, one-hot or spread over several classes
    y_pred     (N, K) tensor of the same dtype (float32 or float64): probabilities, each row sums to 1
    reduction  "none": one loss per row, shape (N,); "sum": their sum; "mean": their mean (both 0-d tensors)

    Returns a tensor of y_pred's dtype, through which gradients flow back to y_pred.
    - Where y_true is 0, the class adds exactly 0 to the loss and 0 to the gradient, even if y_pred is 0 there.
    - Where y_true is above 0, a y_pred of 0 makes the row's loss infinite, and a y_pred of NaN makes it NaN.
    - An empty batch (N = 0) has sum 0 and mean 0.

    Example: y_true [[0, 1]], y_pred [[0.25, 0.75]] gives −log 0.75 = 0.2876821.
    """
    y_safe = torch.where(y_true == 0, torch.ones_like(y_pred), y_pred)
    losses = -(y_true * torch.log(y_safe)).sum(dim=-1)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / max(len(losses), 1)


def cross_entropy_tf(y_true, y_pred, reduction="mean"):
    """The same in TensorFlow: `cross_entropy_torch` with tf tensors in and out."""
    y_safe = tf.where(y_true == 0, tf.ones_like(y_pred), y_pred)
    losses = -tf.reduce_sum(y_true * tf.math.log(y_safe), axis=-1)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return tf.reduce_sum(losses)
    return tf.reduce_sum(losses) / max(losses.shape[0], 1)

# %% cross-entropy-log-softmax
def log_softmax_torch(logits):
    """Logarithm of the softmax over the last axis: logits − log Σ exp(logits).

    logits  tensor of any shape (..., K) with K ≥ 1, float32 or float64

    Returns a tensor of the same shape and dtype, through which gradients flow.
    - Finite, and right up to rounding, for logits of ±10,000 too.
    - A logit of −∞ (a class that is ruled out) gets −∞ and leaves the other classes of its row right. At least one
      logit of each row is finite.
    - A NaN spoils its own row only. With no rows at all, the result is empty, of the same shape.

    Example: [[0, log 3]] gives [[log 0.25, log 0.75]] = [[−1.3862944, −0.2876821]].
    """
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    return shifted - torch.log(torch.exp(shifted).sum(dim=-1, keepdim=True))


def log_softmax_tf(logits):
    """The same in TensorFlow: `log_softmax_torch` with tf tensors in and out."""
    shifted = logits - tf.reduce_max(logits, axis=-1, keepdims=True)
    return shifted - tf.math.log(tf.reduce_sum(tf.exp(shifted), axis=-1, keepdims=True))

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    """Mean cross-entropy from logits over the positions that count: those where y_true is not ignore_index.

    y_true        integer tensor of shape (...), say (sentences, length): the true class, 0 to K − 1, or ignore_index
    logits        tensor of shape (..., K), float32 or float64
    ignore_index  any Python int: −1, −100, or one of the classes, say 0

    Returns a 0-d tensor of logits' dtype: Σ −log_softmax(logits)[true class] over the positions that count,
    divided by how many they are. Gradients flow back to logits.
    - Right, up to rounding, for logits of ±10,000 too.
    - Positions that don't count get the gradient 0. Their logits may hold anything, NaN and ∞ included.
    - If no position counts (or the batch is empty), the loss is 0, and so is every gradient.

    Example: y_true [1, −1, 1], logits [[0, log 3], [5, 1], [log 3, 0]] gives (−log 0.75 − log 0.25) / 2 = 0.8369882.
    """
    counts = y_true != ignore_index
    labels = y_true[counts]
    log_p = log_softmax_torch(logits[counts])
    total = -log_p[torch.arange(len(labels)), labels].sum()
    return total / max(len(labels), 1)


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    """The same in TensorFlow (y_true is int32 or int64): `padded_cross_entropy_torch` with tf tensors in and out."""
    counts = y_true != ignore_index
    labels = tf.boolean_mask(y_true, counts)
    log_p = log_softmax_tf(tf.boolean_mask(logits, counts))
    total = -tf.reduce_sum(tf.gather(log_p, labels, axis=1, batch_dims=1))
    return total / max(labels.shape[0], 1)

# %% cross-entropy-smoothing
def smoothed_cross_entropy_torch(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    """Mean over the positions that count of −Σ q · log_softmax(logits), with the smoothed shares
    q = (1 − label_smoothing) · one-hot + label_smoothing / K.

    y_true, logits, ignore_index   as in padded_cross_entropy_torch; odd cases as there
    label_smoothing                a Python float from 0 (nothing smoothed) to 1 (all classes alike)

    Returns a 0-d tensor of logits' dtype; gradients flow back to logits.

    Example: y_true [1], logits [[0, log 3]], label_smoothing 0.2 gives −0.9 log 0.75 − 0.1 log 0.25 = 0.3975433.
    """
    counts = y_true != ignore_index
    labels = y_true[counts]
    log_p = log_softmax_torch(logits[counts])
    K = logits.shape[-1]
    one_hot = torch.nn.functional.one_hot(labels, K).to(logits.dtype)
    q = (1 - label_smoothing) * one_hot + label_smoothing / K
    # 0 times log 0 again, as in Task 1
    log_p = torch.where(q == 0, torch.zeros_like(log_p), log_p)
    return -(q * log_p).sum() / max(len(labels), 1)


def smoothed_cross_entropy_tf(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    """The same in TensorFlow: `smoothed_cross_entropy_torch` with tf tensors in and out."""
    counts = y_true != ignore_index
    labels = tf.boolean_mask(y_true, counts)
    log_p = log_softmax_tf(tf.boolean_mask(logits, counts))
    K = logits.shape[-1]
    one_hot = tf.one_hot(labels, K, dtype=logits.dtype)
    q = (1 - label_smoothing) * one_hot + label_smoothing / K
    log_p = tf.where(q == 0, tf.zeros_like(log_p), log_p)
    return -tf.reduce_sum(q * log_p) / max(labels.shape[0], 1)

# %% cross-entropy-gradient
def cross_entropy_gradient(y_true, logits, label_smoothing=0.0, ignore_index=-1):
    """Gradient of the mean, smoothed, padded cross-entropy with respect to logits, by formula, in NumPy.

    y_true           integer array of shape (...): the true class, or ignore_index
    logits           array of shape (..., K), float32 or float64
    label_smoothing  a Python float from 0 to 1
    ignore_index     a Python int

    Returns a new array of logits' shape and dtype: (softmax(logits) − q) / (number of positions that count)
    where a position counts, with q as in Task 4, and 0 where it does not (NaN in its logits or not).
    - Right, up to rounding, for logits of ±10,000 too. If no position counts, all zeros.

    Example: y_true [1], logits [[0, log 3]] gives [[0.25, −0.25]]: the softmax is 0.25 and 0.75, the label 0 and 1.
    """
    gradient = np.zeros_like(logits)
    counts = y_true != ignore_index
    labels, z = y_true[counts], logits[counts]
    n, K = z.shape
    if n == 0:
        return gradient
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    q = np.full_like(z, label_smoothing / K)
    q[np.arange(n), labels] += 1 - label_smoothing
    gradient[counts] = (p - q) / n
    return gradient
