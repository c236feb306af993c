# Adds log q.

# %% binary-cross-entropy-honest
def honest_probability_torch(logits, pos_weight):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    return torch.sigmoid(logits + torch.log(q))


def honest_probability_tf(logits, pos_weight):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    return tf.sigmoid(logits + tf.math.log(q))
