# The logarithm of a softmax that has rounded to 0.

# %% cross-entropy-log-softmax
def log_softmax_torch(logits):
    shifted = logits - logits.amax(dim=-1, keepdim=True)
    return torch.log(torch.softmax(shifted, dim=-1))


def log_softmax_tf(logits):
    shifted = logits - tf.reduce_max(logits, axis=-1, keepdims=True)
    return shifted - tf.math.log(tf.reduce_sum(tf.exp(shifted), axis=-1, keepdims=True))
