# tf.gather without batch_dims: every label in every row.

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = log_softmax_torch(logits[counted])
    losses = -log_p[torch.arange(len(log_p)), y_true[counted]]
    return losses.sum() / max(len(losses), 1)


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = log_softmax_tf(tf.boolean_mask(logits, counted))
    losses = -tf.gather(log_p, tf.boolean_mask(y_true, counted), axis=1)
    return tf.reduce_sum(losses) / max(len(losses), 1)
