# Forms the probability first: it rounds to 1 at a logit of 17.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    p = torch.sigmoid(logits)
    losses = -(y_true * torch.log(p) + (1 - y_true) * torch.log(1 - p))
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / max(losses.numel(), 1)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    p = tf.sigmoid(logits)
    losses = -(y_true * tf.math.log(p) + (1 - y_true) * tf.math.log(1 - p))
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(losses.shape.num_elements(), 1)
