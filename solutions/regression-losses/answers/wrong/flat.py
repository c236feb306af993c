# Clips the residual and squares it: flat beyond delta, so far points pull no more.

# %% regression-losses-huber
def huber(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or delta <= 0:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    size = np.abs(y_pred - y_true)
    inner = np.minimum(size, delta)
    return (inner * (size - inner / 2)).sum() / max(size.size, 1)


def huber_gradient(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or delta <= 0:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    return np.clip(y_pred - y_true, -delta, delta) / y_pred.size


def huber_torch(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or delta <= 0:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    r = (y_pred - y_true).clamp(-delta, delta)
    return (0.5 * r**2).sum() / max(r.numel(), 1)


def huber_tf(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape or delta <= 0:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    size = tf.abs(y_pred - y_true)
    inner = tf.minimum(size, delta)
    return tf.reduce_sum(inner * (size - inner / 2)) / max(size.shape.num_elements(), 1)
