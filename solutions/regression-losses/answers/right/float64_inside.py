# Computes in float64 and gives back the inputs' dtype; relu for the sides, one loop over the quantiles, no task needs another.

# %% regression-losses-errors
def residuals(y_true, y_pred):
    if list(y_true.shape) != list(y_pred.shape):
        raise ValueError("The shapes differ.")
    return (y_pred.astype(float) - y_true.astype(float)).astype(y_pred.dtype)


def reduce_losses(losses, reduction):
    if reduction not in {"none", "sum", "mean"}:
        raise ValueError("Unknown reduction.")
    total, count = losses.astype(float).sum(), losses.size or 1
    return losses if reduction == "none" else losses.dtype.type(total if reduction == "sum" else total / count)


def _wide(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError("The shapes differ.")
    return y_pred.astype(float) - y_true.astype(float)


def absolute_error(y_true, y_pred, reduction="mean"):
    return reduce_losses(abs(_wide(y_true, y_pred)).astype(y_pred.dtype), reduction)


def squared_error(y_true, y_pred, reduction="mean"):
    r = _wide(y_true, y_pred)
    return reduce_losses((r * r).astype(y_pred.dtype), reduction)

# %% regression-losses-gradients
def _over(y_true, y_pred, reduction, slope):
    if y_true.shape != y_pred.shape:
        raise ValueError("The shapes differ.")
    slopes = slope(y_pred.astype(float) - y_true.astype(float))
    n = y_pred.size if reduction == "mean" and y_pred.size else 1
    return (slopes / n).astype(y_pred.dtype)


def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    return _over(y_true, y_pred, reduction, np.sign)


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    return _over(y_true, y_pred, reduction, lambda r: 2 * r)

# %% regression-losses-weights
def weighted_error_torch(y_true, y_pred, sample_weight=None, power=2):
    w = torch.ones(y_pred.shape[0]).double() if sample_weight is None else sample_weight.double()
    if y_true.shape != y_pred.shape or w.ndim != 1 or len(w) != len(y_pred):
        raise ValueError("The shapes differ.")
    keep = torch.nonzero(w)[:, 0]
    r = y_pred.double()[keep] - y_true.double()[keep]
    share = w[keep] / w.sum()
    return (share @ r.abs().pow(power).mean(-1)).to(y_pred.dtype)


def weighted_error_tf(y_true, y_pred, sample_weight=None, power=2):
    w = tf.ones(y_pred.shape[0], tf.float64) if sample_weight is None else tf.cast(sample_weight, tf.float64)
    if y_true.shape != y_pred.shape or w.ndim != 1 or len(w) != len(y_pred):
        raise ValueError("The shapes differ.")
    keep = tf.where(w > 0)[:, 0]
    r = tf.cast(tf.gather(y_pred, keep), tf.float64) - tf.cast(tf.gather(y_true, keep), tf.float64)
    share = tf.gather(w, keep) / tf.reduce_sum(w)
    rows = tf.reduce_mean(tf.square(r) if power == 2 else tf.abs(r), axis=-1)
    return tf.cast(tf.reduce_sum(share * rows), y_pred.dtype)

# %% regression-losses-huber
def huber(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("The shapes differ.")
    if delta <= 0:
        raise ValueError("delta")
    size = np.abs(y_pred.astype(float) - y_true)
    losses = delta * (size - delta / 2)
    losses[size < delta] = size[size < delta] ** 2 / 2
    return y_pred.dtype.type(losses.mean() if losses.size else 0)


def huber_gradient(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("The shapes differ.")
    if delta <= 0:
        raise ValueError("delta")
    r = y_pred.astype(float) - y_true
    return (np.maximum(-delta, np.minimum(delta, r)) / max(r.size, 1)).astype(y_pred.dtype)


def huber_torch(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("The shapes differ.")
    if delta <= 0:
        raise ValueError("delta")
    size = (y_pred.double() - y_true.double()).abs().flatten()
    near, far = size[size <= delta], size[size > delta]
    total = (near**2).sum() / 2 + delta * (far - delta / 2).sum()
    return (total / (len(size) or 1)).to(y_pred.dtype)


def huber_tf(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("The shapes differ.")
    if delta <= 0:
        raise ValueError("delta")
    size = tf.reshape(tf.abs(tf.cast(y_pred, tf.float64) - tf.cast(y_true, tf.float64)), [-1])
    near, far = size[size <= delta], size[size > delta]
    total = tf.reduce_sum(near**2) / 2 + delta * tf.reduce_sum(far - delta / 2)
    return tf.cast(total / (len(size) or 1), y_pred.dtype)

# %% regression-losses-quantile
def pinball_torch(y_true, y_pred, quantiles):
    quantiles = list(quantiles)
    if y_true.ndim != 1 or list(y_pred.shape) != [len(y_true), len(quantiles)]:
        raise ValueError("The shapes differ.")
    if any(q <= 0 or q >= 1 for q in quantiles):
        raise ValueError("A quantile lies between 0 and 1.")
    total = 0.0
    for k, q in enumerate(quantiles):
        lack = y_true.double() - y_pred[:, k].double()
        total = total + q * torch.relu(lack).sum() + (1 - q) * torch.relu(-lack).sum()
    return (total / (y_pred.numel() or 1)).to(y_pred.dtype)


def pinball_tf(y_true, y_pred, quantiles):
    quantiles = list(quantiles)
    if y_true.ndim != 1 or list(y_pred.shape) != [len(y_true), len(quantiles)]:
        raise ValueError("The shapes differ.")
    if any(q <= 0 or q >= 1 for q in quantiles):
        raise ValueError("A quantile lies between 0 and 1.")
    total = 0.0
    for k, q in enumerate(quantiles):
        lack = tf.cast(y_true, tf.float64) - tf.cast(y_pred[:, k], tf.float64)
        total = total + q * tf.reduce_sum(tf.nn.relu(lack)) + (1 - q) * tf.reduce_sum(tf.nn.relu(-lack))
    return tf.cast(total / (len(y_true) * len(quantiles) or 1), y_pred.dtype)
