# Divides the probability, not the odds.

# %% binary-cross-entropy-honest
def honest_probability_torch(logits, pos_weight):
    q = torch.tensor(pos_weight, dtype=logits.dtype)
    return torch.sigmoid(logits) / q


def honest_probability_tf(logits, pos_weight):
    q = tf.constant(pos_weight, dtype=logits.dtype)
    return tf.sigmoid(logits) / q
