# A softplus that becomes a straight line above 15: the loss of a sure right answer is 0.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    softplus = torch.where(logits > 15, logits, torch.log1p(torch.exp(torch.clamp(logits, max=15))))
    losses = softplus - y_true * logits
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / max(losses.numel(), 1)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    softplus = tf.where(logits > 15, logits, tf.math.log1p(tf.exp(tf.minimum(logits, 15))))
    losses = softplus - y_true * logits
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(losses.shape.num_elements(), 1)
