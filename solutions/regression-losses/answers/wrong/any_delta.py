# Accepts a delta of 0 and below.

# %% regression-losses-huber
def huber(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    size = np.abs(y_pred - y_true)
    inner = np.minimum(size, delta)
    return (inner * (size - inner / 2)).sum() / max(size.size, 1)


def huber_gradient(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    return np.clip(y_pred - y_true, -delta, delta) / y_pred.size


def huber_torch(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    size = (y_pred - y_true).abs()
    inner = size.clamp(max=delta)
    return (inner * (size - inner / 2)).sum() / max(size.numel(), 1)


def huber_tf(y_true, y_pred, delta=1.0):
    if y_true.shape != y_pred.shape:
        raise ValueError("y_true and y_pred must have one shape, and delta must be above 0")
    size = tf.abs(y_pred - y_true)
    inner = tf.minimum(size, delta)
    return tf.reduce_sum(inner * (size - inner / 2)) / max(size.shape.num_elements(), 1)
