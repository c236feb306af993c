# Takes the first time, not the last.

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    settled = None
    for t in range(window, len(losses) + 1):
        if np.mean(losses[t - window : t]) <= level:
            return t
    return settled


def jitter(losses, last=50):
    changes = np.diff(losses)[-last:]
    return float(np.std(changes)) if len(changes) else 0.0
