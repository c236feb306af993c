# Python loops over numbers and rows, with lists and stack: slow, plain and right.

# %% regression-losses-errors
def residuals(y_true, y_pred):
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError("shapes differ")
    result = np.empty_like(y_pred)
    for place in np.ndindex(y_pred.shape):
        result[place] = y_pred[place] - y_true[place]
    return result


def reduce_losses(losses, reduction):
    if reduction == "none":
        return losses
    total, count = losses.dtype.type(0), 0
    for loss in losses.flat:
        total += loss
        count += 1
    if reduction == "sum":
        return total
    if reduction == "mean":
        return total / losses.dtype.type(count) if count else total
    raise ValueError(reduction)


def absolute_error(y_true, y_pred, reduction="mean"):
    losses = residuals(y_true, y_pred)
    for place in np.ndindex(losses.shape):
        if losses[place] < 0:
            losses[place] = -losses[place]
    return reduce_losses(losses, reduction)


def squared_error(y_true, y_pred, reduction="mean"):
    losses = residuals(y_true, y_pred)
    for place in np.ndindex(losses.shape):
        losses[place] *= losses[place]
    return reduce_losses(losses, reduction)

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    result = np.zeros_like(y_pred)
    for place in np.ndindex(y_pred.shape):
        if np.isnan(y_pred[place] - y_true[place]):
            result[place] = np.nan
        elif y_pred[place] > y_true[place]:
            result[place] = 1
        elif y_pred[place] < y_true[place]:
            result[place] = -1
        if reduction == "mean":
            result[place] /= y_pred.size
    return result


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    result = np.zeros_like(y_pred)
    for place in np.ndindex(y_pred.shape):
        result[place] = 2 * (y_pred[place] - y_true[place])
        if reduction == "mean":
            result[place] /= y_pred.size
    return result

# %% regression-losses-weights
def weighted_error_torch(y_true, y_pred, sample_weight=None, power=2):
    if tuple(y_true.shape) != tuple(y_pred.shape):
        raise ValueError("shapes differ")
    n, d = y_pred.shape
    if sample_weight is not None and tuple(sample_weight.shape) != (n,):
        raise ValueError("one weight for each example")
    weights = [1.0] * n if sample_weight is None else sample_weight.tolist()
    total, mass = 0 * y_pred[:0].sum(), 0.0
    for i in range(n):
        if weights[i] == 0:
            continue
        mass += weights[i]
        for j in range(d):
            total = total + weights[i] * torch.abs(y_pred[i, j] - y_true[i, j]) ** power / d
    return total / mass if mass else total


def weighted_error_tf(y_true, y_pred, sample_weight=None, power=2):
    if tuple(y_true.shape) != tuple(y_pred.shape):
        raise ValueError("shapes differ")
    n, d = y_pred.shape
    if sample_weight is not None and tuple(sample_weight.shape) != (n,):
        raise ValueError("one weight for each example")
    weights = [1.0] * n if sample_weight is None else sample_weight.numpy().tolist()
    total, mass = 0 * tf.reduce_sum(y_pred[:0]), 0.0
    for i in range(n):
        if weights[i] == 0:
            continue
        mass += weights[i]
        for j in range(d):
            total = total + weights[i] * tf.abs(y_pred[i, j] - y_true[i, j]) ** power / d
    return total / mass if mass else total

# %% regression-losses-huber
def _huber(y_true, y_pred, delta, total, count):
    if tuple(y_true.shape) != tuple(y_pred.shape) or not delta > 0:
        raise ValueError("shapes differ, or delta is not above 0")
    for y, p in zip(y_true, y_pred):
        if len(p.shape):
            total, count = _huber(y, p, delta, total, count)
        else:
            size = abs(p - y)
            total = total + (size * size / 2 if size <= delta else delta * (size - delta / 2))
            count += 1
    return total, count


def huber(y_true, y_pred, delta=1.0):
    total, count = _huber(y_true, y_pred, delta, y_pred.dtype.type(0), 0)
    return total / max(count, 1)


def huber_gradient(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or not delta > 0:
        raise ValueError("shapes differ, or delta is not above 0")
    result = np.zeros_like(y_pred)
    for place in np.ndindex(y_pred.shape):
        r = y_pred[place] - y_true[place]
        result[place] = (delta if r > delta else -delta if r < -delta else r) / y_pred.size
    return result


def huber_torch(y_true, y_pred, delta=1.0):
    total, count = _huber(y_true, y_pred, delta, 0 * y_pred[:0].sum(), 0)
    return total / max(count, 1)


def huber_tf(y_true, y_pred, delta=1.0):
    total, count = _huber(y_true, y_pred, delta, 0 * tf.reduce_sum(y_pred[:0]), 0)
    return total / max(count, 1)

# %% regression-losses-quantile
def _refuse(y_true, y_pred, quantiles):
    if len(y_true.shape) != 1 or tuple(y_pred.shape) != (y_true.shape[0], len(quantiles)):
        raise ValueError("y_true (N,), y_pred (N, Q)")
    for q in quantiles:
        if q <= 0 or q >= 1:
            raise ValueError("quantiles lie between 0 and 1")


def pinball_torch(y_true, y_pred, quantiles):
    _refuse(y_true, y_pred, quantiles)
    total = 0 * y_pred[:0].sum()
    for i in range(len(y_true)):
        for k, q in enumerate(quantiles):
            if y_true[i] > y_pred[i, k]:
                total = total + q * (y_true[i] - y_pred[i, k])
            else:
                total = total + (1 - q) * (y_pred[i, k] - y_true[i])
    return total / max(len(y_true) * len(quantiles), 1)


def pinball_tf(y_true, y_pred, quantiles):
    _refuse(y_true, y_pred, quantiles)
    total = 0 * tf.reduce_sum(y_pred[:0])
    for i in range(len(y_true)):
        for k, q in enumerate(quantiles):
            if y_true[i] > y_pred[i, k]:
                total = total + q * (y_true[i] - y_pred[i, k])
            else:
                total = total + (1 - q) * (y_pred[i, k] - y_true[i])
    return total / max(len(y_true) * len(quantiles), 1)
