# item() cuts the gradient off.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    positive = logits >= 0
    size = torch.where(positive, logits, -logits)
    ramp = torch.where(positive, logits, torch.zeros_like(logits))
    losses = ramp - y_true * logits + torch.log1p(torch.exp(-size))
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else torch.tensor(total.item() / max(losses.numel(), 1), dtype=logits.dtype)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    positive = logits >= 0
    size = tf.where(positive, logits, -logits)
    ramp = tf.where(positive, logits, tf.zeros_like(logits))
    losses = ramp - y_true * logits + tf.math.log1p(tf.exp(-size))
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(losses.shape.num_elements(), 1)
