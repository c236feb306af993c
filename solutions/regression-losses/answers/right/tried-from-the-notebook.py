# Tried from the notebook: rows of weight 0 are dropped, Huber's parabola is clipped, the pinball loss is a maximum.

# %% regression-losses-errors
def residuals(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError(f"shapes differ: {y_true.shape} and {y_pred.shape}")
    return y_pred - y_true


def reduce_losses(losses, reduction):
    if reduction == "none":
        return losses
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "mean":
        return np.sum(losses) / max(losses.size, 1)
    raise ValueError(f"unknown reduction: {reduction}")


def absolute_error(y_true, y_pred, reduction="mean"):
    return reduce_losses(np.abs(residuals(y_true, y_pred)), reduction)


def squared_error(y_true, y_pred, reduction="mean"):
    return reduce_losses(residuals(y_true, y_pred) ** 2, reduction)


# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = np.sign(residuals(y_true, y_pred))
    return slopes / slopes.size if reduction == "mean" else slopes


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = 2 * residuals(y_true, y_pred)
    return slopes / slopes.size if reduction == "mean" else slopes


# %% regression-losses-weights
def weighted_error_torch(y_true, y_pred, sample_weight=None, power=2):
    if y_true.shape != y_pred.shape:
        raise ValueError("y_true and y_pred differ in shape")
    if sample_weight is None:
        sample_weight = torch.ones(len(y_pred), dtype=y_pred.dtype)
    if sample_weight.shape != (len(y_pred),):
        raise ValueError("sample_weight must be of shape (N,)")
    keep = sample_weight > 0
    w = sample_weight[keep]
    errors = torch.abs(y_pred[keep] - y_true[keep]) ** power
    total = w.sum()
    return (w * errors.mean(dim=1)).sum() / (total if total > 0 else 1)


def weighted_error_tf(y_true, y_pred, sample_weight=None, power=2):
    if y_true.shape != y_pred.shape:
        raise ValueError("y_true and y_pred differ in shape")
    if sample_weight is None:
        sample_weight = tf.ones(len(y_pred), dtype=y_pred.dtype)
    if sample_weight.shape != (len(y_pred),):
        raise ValueError("sample_weight must be of shape (N,)")
    keep = sample_weight > 0
    w = sample_weight[keep]
    errors = tf.abs(y_pred[keep] - y_true[keep]) ** power
    total = tf.reduce_sum(w)
    return tf.reduce_sum(w * tf.reduce_mean(errors, axis=1)) / (total if total > 0 else 1)


# %% regression-losses-huber
def huber(y_true, y_pred, delta=1.0):
    if not delta > 0:
        raise ValueError("delta must be above 0")
    r = residuals(y_true, y_pred)
    inside = np.clip(r, -delta, delta)
    size = np.abs(r)
    losses = np.where(size <= delta, inside**2 / 2, delta * (size - delta / 2))
    return reduce_losses(losses, "mean")


def huber_gradient(y_true, y_pred, delta=1.0):
    if not delta > 0:
        raise ValueError("delta must be above 0")
    r = residuals(y_true, y_pred)
    return np.clip(r, -delta, delta) / max(r.size, 1)


def huber_torch(y_true, y_pred, delta=1.0):
    if not delta > 0:
        raise ValueError("delta must be above 0")
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    r = y_pred - y_true
    inside = torch.clip(r, -delta, delta)
    size = torch.abs(r)
    losses = torch.where(size <= delta, inside**2 / 2, delta * (size - delta / 2))
    return losses.sum() / max(losses.numel(), 1)


def huber_tf(y_true, y_pred, delta=1.0):
    if not delta > 0:
        raise ValueError("delta must be above 0")
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    r = y_pred - y_true
    inside = tf.clip_by_value(r, -delta, delta)
    size = tf.abs(r)
    losses = tf.where(size <= delta, inside**2 / 2, delta * (size - delta / 2))
    return tf.reduce_sum(losses) / max(losses.shape.num_elements(), 1)


# %% regression-losses-quantile
def pinball_torch(y_true, y_pred, quantiles):
    if not all(0 < q < 1 for q in quantiles):
        raise ValueError("quantiles must be between 0 and 1")
    if y_true.ndim != 1 or y_pred.shape != (len(y_true), len(quantiles)):
        raise ValueError("y_true must be (N,) and y_pred (N, Q)")
    q = torch.tensor(quantiles, dtype=y_pred.dtype)  # (Q,), along the columns
    missing = y_true[:, None] - y_pred  # (N, Q)
    losses = torch.maximum(q * missing, (q - 1) * missing)
    return losses.sum() / max(losses.numel(), 1)


def pinball_tf(y_true, y_pred, quantiles):
    if not all(0 < q < 1 for q in quantiles):
        raise ValueError("quantiles must be between 0 and 1")
    if y_true.ndim != 1 or y_pred.shape != (len(y_true), len(quantiles)):
        raise ValueError("y_true must be (N,) and y_pred (N, Q)")
    q = tf.constant(quantiles, dtype=y_pred.dtype)  # (Q,), along the columns
    missing = y_true[:, None] - y_pred  # (N, Q)
    losses = tf.maximum(q * missing, (q - 1) * missing)
    return tf.reduce_sum(losses) / max(losses.shape.num_elements(), 1)
