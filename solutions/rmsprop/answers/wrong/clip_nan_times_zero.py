# Multiplies by 0, which leaves NaN.

# %% rmsprop-clip
def clip_torch(gradients, limit):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    if not torch.isfinite(norm):
        return [g * 0 for g in gradients]
    return [g * limit / torch.clamp(norm, min=limit) for g in gradients]


def clip_tf(gradients, limit):
    norm = tf.sqrt(sum(tf.reduce_sum(g**2) for g in gradients))
    if not tf.math.is_finite(norm):
        return [tf.zeros_like(g) for g in gradients]
    return [g * limit / tf.maximum(norm, limit) for g in gradients]
