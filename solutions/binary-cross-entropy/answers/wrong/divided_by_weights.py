# A weighted mean: divides by the sum of the weights.

# %% binary-cross-entropy-weights
def weighted_bce_torch(y_true, logits, pos_weight=1.0):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    yes = bce_from_logits_torch(torch.ones_like(logits), logits, "none")
    no = bce_from_logits_torch(torch.zeros_like(logits), logits, "none")
    losses = q * y_true * yes + (1 - y_true) * no
    return losses.sum() / torch.clamp((1 + (q - 1) * y_true).sum(), min=1e-9)


def weighted_bce_tf(y_true, logits, pos_weight=1.0):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    yes = bce_from_logits_tf(tf.ones_like(logits), logits, "none")
    no = bce_from_logits_tf(tf.zeros_like(logits), logits, "none")
    losses = q * y_true * yes + (1 - y_true) * no
    return tf.reduce_sum(losses) / tf.maximum(tf.reduce_sum(1 + (q - 1) * y_true), 1e-9)
