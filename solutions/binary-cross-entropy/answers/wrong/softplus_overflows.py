# log(1 + exp(z)) as it stands.

# %% binary-cross-entropy-logits
def bce_from_logits_torch(y_true, logits, reduction="mean"):
    losses = torch.log(1 + torch.exp(logits)) - y_true * logits
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / max(losses.numel(), 1)


def bce_from_logits_tf(y_true, logits, reduction="mean"):
    losses = tf.math.log(1 + tf.exp(logits)) - y_true * logits
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(losses.shape.num_elements(), 1)
