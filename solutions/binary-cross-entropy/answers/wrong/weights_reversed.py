# The weights of the questions in the wrong order.

# %% binary-cross-entropy-weights
def weighted_bce_torch(y_true, logits, pos_weight=1.0):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    q = q.flip(0) if q.ndim else q
    yes = bce_from_logits_torch(torch.ones_like(logits), logits, "none")
    no = bce_from_logits_torch(torch.zeros_like(logits), logits, "none")
    losses = q * y_true * yes + (1 - y_true) * no
    return losses.sum() / max(losses.numel(), 1)


def weighted_bce_tf(y_true, logits, pos_weight=1.0):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    q = q[::-1] if q.ndim else q
    yes = bce_from_logits_tf(tf.ones_like(logits), logits, "none")
    no = bce_from_logits_tf(tf.zeros_like(logits), logits, "none")
    losses = q * y_true * yes + (1 - y_true) * no
    return tf.reduce_sum(losses) / max(losses.shape.num_elements(), 1)
