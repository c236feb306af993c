# Takes 90 for 0.9.

# %% regression-losses-quantile
def pinball_torch(y_true, y_pred, quantiles):
    q = torch.tensor(quantiles, dtype=y_pred.dtype)
    if y_true.ndim != 1 or y_pred.shape != (len(y_true), len(q)):
        raise ValueError("y_true must be (N,), y_pred (N, Q), and the Q quantiles between 0 and 1")
    lack = y_true[:, None] - y_pred
    losses = torch.maximum(q * lack, (q - 1) * lack)
    return losses.sum() / max(losses.numel(), 1)


def pinball_tf(y_true, y_pred, quantiles):
    q = tf.constant(quantiles, dtype=y_pred.dtype)
    if y_true.ndim != 1 or y_pred.shape != (len(y_true), len(q)):
        raise ValueError("y_true must be (N,), y_pred (N, Q), and the Q quantiles between 0 and 1")
    lack = y_true[:, None] - y_pred
    losses = tf.maximum(q * lack, (q - 1) * lack)
    return tf.reduce_sum(losses) / max(losses.shape.num_elements(), 1)
