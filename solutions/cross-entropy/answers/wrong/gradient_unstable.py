# exp of raw logits overflows.

# %% cross-entropy-gradient
def cross_entropy_gradient(y_true, logits, label_smoothing=0.0, ignore_index=-1):
    counted = y_true != ignore_index
    z = logits[counted]
    p = np.exp(z)
    p = p / p.sum(axis=-1, keepdims=True)
    classes = logits.shape[-1]
    q = (1 - label_smoothing) * np.eye(classes)[y_true[counted]] + label_smoothing / classes
    gradient = np.zeros_like(logits)
    gradient[counted] = (p - q) / len(z)
    return gradient
