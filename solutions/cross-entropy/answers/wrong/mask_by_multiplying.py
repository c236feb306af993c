# NaN · 0 is NaN: what stands in the padding gets through.

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = log_softmax_torch(logits)
    losses = -log_p.gather(-1, (y_true * counted)[..., None])[..., 0] * counted
    return losses.sum() / counted.sum().clamp(min=1)


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = log_softmax_tf(tf.boolean_mask(logits, counted))
    losses = -tf.gather(log_p, tf.boolean_mask(y_true, counted), batch_dims=1)
    return tf.reduce_sum(losses) / max(len(losses), 1)
