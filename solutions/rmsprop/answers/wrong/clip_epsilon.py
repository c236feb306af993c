# PyTorch's own function adds 1e-6; the specification doesn't.

# %% rmsprop-clip
def clip_torch(gradients, limit):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    if not torch.isfinite(norm):
        return [torch.zeros_like(g) for g in gradients]
    return [g * torch.clamp(limit / (norm + 1e-6), max=1.0) for g in gradients]


def clip_tf(gradients, limit):
    norm = tf.sqrt(sum(tf.reduce_sum(g**2) for g in gradients))
    if not tf.math.is_finite(norm):
        return [tf.zeros_like(g) for g in gradients]
    return [g * limit / tf.maximum(norm, limit) for g in gradients]
