# One where between two finished losses: right in value, NaN in slope at large logits.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    above = logits - y_true * logits + torch.log1p(torch.exp(-logits))
    below = -y_true * logits + torch.log1p(torch.exp(logits))
    losses = torch.where(logits >= 0, above, below)
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / max(losses.numel(), 1)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    above = logits - y_true * logits + tf.math.log1p(tf.exp(-logits))
    below = -y_true * logits + tf.math.log1p(tf.exp(logits))
    losses = tf.where(logits >= 0, above, below)
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(losses.shape.num_elements(), 1)
