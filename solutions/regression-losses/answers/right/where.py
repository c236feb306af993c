# Whole tables and where: both parts computed everywhere, the right one chosen; built-in means where there is something to average.

# %% regression-losses-errors
def residuals(y_true, y_pred):
    if y_true.shape == y_pred.shape:
        return np.subtract(y_pred, y_true)
    raise ValueError(f"{y_true.shape} is not {y_pred.shape}")


def reduce_losses(losses, reduction):
    match reduction:
        case "none":
            return losses.copy()
        case "sum":
            return np.sum(losses)
        case "mean":
            return np.mean(losses) if losses.size else np.sum(losses)
    raise ValueError(f"reduction is none, sum or mean, not {reduction}")


def absolute_error(y_true, y_pred, reduction="mean"):
    r = residuals(y_true, y_pred)
    return reduce_losses(np.where(r < 0, -r, r), reduction)


def squared_error(y_true, y_pred, reduction="mean"):
    return reduce_losses(np.square(residuals(y_true, y_pred)), reduction)

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    r = residuals(y_true, y_pred)
    slopes = np.where(r > 0, 1, np.where(r < 0, -1, r * 0)).astype(y_pred.dtype)
    return {"mean": slopes / max(slopes.size, 1), "sum": slopes, "none": slopes}[reduction]


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    r = residuals(y_true, y_pred)
    factor = 2 / max(r.size, 1) if reduction == "mean" else 2
    return factor * r

# %% regression-losses-weights
def weighted_error_torch(y_true, y_pred, sample_weight=None, power=2):
    if sample_weight is None:
        sample_weight = y_pred.new_ones(len(y_pred))
    if y_pred.shape != y_true.shape or sample_weight.shape != (len(y_pred),):
        raise ValueError("shapes")
    w = sample_weight[:, None]
    errors = torch.where(w > 0, y_pred - y_true, torch.zeros_like(y_pred))
    errors = errors * errors if power == 2 else abs(errors)
    mass = sample_weight.sum()
    mass = torch.where(mass > 0, mass, torch.ones_like(mass))
    return torch.einsum("nd,n->", errors, sample_weight) / (mass * y_pred.shape[1])


def weighted_error_tf(y_true, y_pred, sample_weight=None, power=2):
    if sample_weight is None:
        sample_weight = tf.ones(len(y_pred), y_pred.dtype)
    if y_pred.shape != y_true.shape or sample_weight.shape != (len(y_pred),):
        raise ValueError("shapes")
    w = sample_weight[:, None]
    errors = tf.where(w > 0, y_pred - y_true, tf.zeros_like(y_pred))
    errors = errors * errors if power == 2 else abs(errors)
    return tf.math.divide_no_nan(tf.einsum("nd,n->", errors, sample_weight), tf.reduce_sum(sample_weight)) / y_pred.shape[1]

# %% regression-losses-huber
def huber(y_true, y_pred, delta=1.0):
    r = residuals(y_true, y_pred)
    if delta <= 0:
        raise ValueError("delta")
    with np.errstate(over="ignore"):
        losses = np.where(abs(r) <= delta, 0.5 * r**2, delta * (abs(r) - 0.5 * delta))
    return reduce_losses(losses, "mean")


def huber_gradient(y_true, y_pred, delta=1.0):
    r = residuals(y_true, y_pred)
    if delta <= 0:
        raise ValueError("delta")
    return np.where(abs(r) <= delta, r, delta * np.sign(r)) / max(r.size, 1)


def huber_torch(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or delta <= 0:
        raise ValueError("shapes or delta")
    r = y_pred - y_true
    losses = torch.where(r.abs() <= delta, 0.5 * r**2, delta * (r.abs() - 0.5 * delta))
    return losses.mean() if len(losses.flatten()) else losses.sum()


def huber_tf(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or delta <= 0:
        raise ValueError("shapes or delta")
    r = y_pred - y_true
    losses = tf.where(tf.abs(r) <= delta, 0.5 * r**2, delta * (tf.abs(r) - 0.5 * delta))
    return tf.reduce_mean(losses) if tf.size(losses) > 0 else tf.reduce_sum(losses)

# %% regression-losses-quantile
def pinball_torch(y_true, y_pred, quantiles):
    if y_true.dim() != 1 or y_pred.shape != (y_true.shape[0], len(quantiles)):
        raise ValueError("shapes")
    if min(quantiles) <= 0 or max(quantiles) >= 1:
        raise ValueError("quantiles")
    q = y_pred.new_tensor(quantiles)
    lack = y_true.unsqueeze(1) - y_pred
    losses = torch.where(lack >= 0, q * lack, (q - 1) * lack)
    return losses.mean() if y_true.shape[0] else losses.sum()


def pinball_tf(y_true, y_pred, quantiles):
    if len(y_true.shape) != 1 or y_pred.shape != (y_true.shape[0], len(quantiles)):
        raise ValueError("shapes")
    if min(quantiles) <= 0 or max(quantiles) >= 1:
        raise ValueError("quantiles")
    q = tf.convert_to_tensor(quantiles, y_pred.dtype)
    lack = tf.expand_dims(y_true, 1) - y_pred
    losses = tf.where(lack >= 0, q * lack, (q - 1) * lack)
    return tf.reduce_mean(losses) if y_true.shape[0] else tf.reduce_sum(losses)
