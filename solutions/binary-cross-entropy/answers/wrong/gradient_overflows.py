# exp(z) / (1 + exp(z)): infinite over infinite.

# %% binary-cross-entropy-gradient
def bce_gradient(y_true, logits, pos_weight=1.0):
    q = np.asarray(pos_weight, dtype=logits.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        yes = np.exp(logits) / (1 + np.exp(logits))
    return ((1 - y_true) * yes - q * y_true * (1 - yes)) / max(logits.size, 1)
