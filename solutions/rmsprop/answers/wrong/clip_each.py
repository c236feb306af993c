# A norm for each gradient.

# %% rmsprop-clip
def clip_torch(gradients, limit):
    return [g * limit / torch.clamp(torch.linalg.vector_norm(g), min=limit) for g in gradients]


def clip_tf(gradients, limit):
    norm = tf.sqrt(sum(tf.reduce_sum(g**2) for g in gradients))
    if not tf.math.is_finite(norm):
        return [tf.zeros_like(g) for g in gradients]
    return [g * limit / tf.maximum(norm, limit) for g in gradients]
