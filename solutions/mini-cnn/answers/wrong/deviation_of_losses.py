# Takes the spread of the losses.

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    settled = None
    for t in range(len(losses), window - 1, -1):
        if not np.mean(losses[t - window : t]) <= level:
            break
        settled = t
    return settled


def jitter(losses, last=50):
    changes = losses[-last:]
    return float(np.std(changes)) if len(changes) else 0.0
