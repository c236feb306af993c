# Clips the probability, as Keras does.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    p = torch.clamp(torch.sigmoid(logits), 1e-7, 1 - 1e-7)
    losses = -(y_true * torch.log(p) + (1 - y_true) * torch.log(1 - p))
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / max(losses.numel(), 1)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    p = tf.clip_by_value(tf.sigmoid(logits), 1e-7, 1 - 1e-7)
    losses = -(y_true * tf.math.log(p) + (1 - y_true) * tf.math.log(1 - p))
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(losses.shape.num_elements(), 1)
