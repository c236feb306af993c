# An exponential that overflows.

# %% sick-run-calibration
def calibration_error_torch(y_true, logits, bins=10):
    confidence, answer = (logits.exp() / logits.exp().sum(dim=1, keepdim=True)).max(dim=1)
    excess = (answer == y_true).to(logits.dtype) - confidence
    place = (confidence * bins).long().clamp(max=bins - 1)
    return torch.zeros(bins, dtype=logits.dtype).index_add(0, place, excess).abs().sum() / len(logits)


def calibration_error_tf(y_true, logits, bins=10):
    confidence = tf.reduce_max((tf.exp(logits) / tf.reduce_sum(tf.exp(logits), axis=1, keepdims=True)), axis=1)
    right = tf.argmax(logits, axis=1) == tf.cast(y_true, "int64")
    place = tf.minimum(tf.cast(confidence * bins, "int32"), bins - 1)
    sums = tf.math.unsorted_segment_sum(tf.cast(right, logits.dtype) - confidence, place, bins)
    return tf.reduce_sum(tf.abs(sums)) / len(logits)
