# A confidence of 1 has no bin.

# %% sick-run-calibration
def calibration_error_torch(y_true, logits, bins=10):
    confidence, answer = logits.softmax(dim=1).max(dim=1)
    excess = (answer == y_true).to(logits.dtype) - confidence
    place = (confidence * bins).long()
    return torch.zeros(bins, dtype=logits.dtype).index_add(
        0, place[place < bins], excess[place < bins]
    ).abs().sum() / len(logits)


def calibration_error_tf(y_true, logits, bins=10):
    confidence = tf.reduce_max(tf.nn.softmax(logits), axis=1)
    right = tf.argmax(logits, axis=1) == tf.cast(y_true, "int64")
    place = tf.cast(confidence * bins, "int32")
    sums = tf.math.unsorted_segment_sum(tf.cast(right, logits.dtype) - confidence, place, bins)
    return tf.reduce_sum(tf.abs(sums)) / len(logits)
