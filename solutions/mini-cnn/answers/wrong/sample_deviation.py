# Divides by n − 1.

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    settled = None
    for t in range(len(losses), window - 1, -1):
        if not np.mean(losses[t - window : t]) <= level:
            break
        settled = t
    return settled


def jitter(losses, last=50):
    changes = np.diff(losses)[-last:]
    return float(np.std(changes, ddof=1)) if len(changes) else 0.0
