# PyTorch divides an integer tensor by a number in float32, whatever the logits are.

# %% sick-run-calibration
def calibration_error_torch(y_true, logits, bins=10):
    confidence, answer = torch.softmax(logits, dim=1).max(dim=1)
    right = (answer == y_true).to(logits.dtype)
    place = torch.floor(confidence * bins).clamp(max=bins - 1)
    total = torch.zeros((), dtype=logits.dtype)
    for b in range(bins):
        inside = place == b
        if inside.any():
            gap = (right[inside].mean() - confidence[inside].mean()).abs()
            total = total + inside.sum() / len(logits) * gap
    return total


def calibration_error_tf(y_true, logits, bins=10):
    probabilities = tf.nn.softmax(logits, axis=1)
    confidence = tf.reduce_max(probabilities, axis=1)
    answer = tf.argmax(logits, axis=1, output_type=y_true.dtype)
    right = tf.cast(answer == y_true, logits.dtype)
    place = tf.minimum(tf.floor(confidence * bins), bins - 1)
    total = tf.zeros((), dtype=logits.dtype)
    for b in range(bins):
        inside = place == b
        if tf.reduce_any(inside):
            r, c = tf.boolean_mask(right, inside), tf.boolean_mask(confidence, inside)
            gap = tf.abs(tf.reduce_mean(r) - tf.reduce_mean(c))
            total = total + len(r) / len(logits) * gap
    return total
