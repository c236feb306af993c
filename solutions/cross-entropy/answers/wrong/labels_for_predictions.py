# y_true and y_pred have changed places.

# %% cross-entropy-probabilities
def cross_entropy_torch(y_true, y_pred, reduction="mean"):
    losses = -(y_pred * torch.log(y_true)).sum(dim=-1)
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / max(len(losses), 1)


def cross_entropy_tf(y_true, y_pred, reduction="mean"):
    safe = tf.where(y_true > 0, y_pred, tf.ones_like(y_pred))
    losses = -tf.reduce_sum(y_true * tf.math.log(safe), axis=-1)
    if reduction == "none":
        return losses
    total = tf.reduce_sum(losses)
    return total if reduction == "sum" else total / max(len(losses), 1)
