# Each sentence is averaged first, so short sentences weigh more.

# %% cross-entropy-padding
def padded_cross_entropy_torch(y_true, logits, ignore_index=-1):
    counted = y_true != ignore_index
    safe = torch.where(counted[..., None], logits, torch.zeros_like(logits))
    losses = -log_softmax_torch(safe).gather(-1, torch.where(counted, y_true, 0)[..., None])[..., 0] * counted
    means = losses.sum(dim=-1) / counted.sum(dim=-1).clamp(min=1)
    return means.sum() / max((counted.sum(dim=-1) > 0).sum(), 1)


def padded_cross_entropy_tf(y_true, logits, ignore_index=-1):
    counted = y_true != ignore_index
    log_p = log_softmax_tf(tf.boolean_mask(logits, counted))
    losses = -tf.gather(log_p, tf.boolean_mask(y_true, counted), batch_dims=1)
    return tf.reduce_sum(losses) / max(len(losses), 1)
