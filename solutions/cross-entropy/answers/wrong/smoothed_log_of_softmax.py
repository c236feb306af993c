# The logarithm of a softmax that has rounded to 0.

# %% cross-entropy-smoothing
def smoothed_cross_entropy_torch(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = torch.log(torch.softmax(logits[counted], dim=-1))
    classes = logits.shape[-1]
    hot = torch.eye(classes, dtype=logits.dtype)[y_true[counted]]
    q = (1 - label_smoothing) * hot + label_smoothing / classes
    return -(q * log_p).sum() / max(len(log_p), 1)


def smoothed_cross_entropy_tf(y_true, logits, label_smoothing=0.1, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = log_softmax_tf(logits[counted])
    classes = logits.shape[-1]
    hot = tf.one_hot(y_true[counted], classes, dtype=logits.dtype)
    q = (1 - label_smoothing) * hot + label_smoothing / classes
    return -tf.reduce_sum(q * log_p) / max(len(log_p), 1)
