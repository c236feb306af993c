# Writes into the caller's logits.

# %% binary-cross-entropy-gradient
def bce_gradient(y_true, logits, pos_weight=1.0):
    q = np.asarray(pos_weight, dtype=logits.dtype)
    decay = np.exp(-np.abs(logits))
    yes = np.where(logits >= 0, 1, decay) / (1 + decay)
    logits[...] = ((1 - y_true) * yes - q * y_true * (1 - yes)) / max(logits.size, 1)
    return logits
