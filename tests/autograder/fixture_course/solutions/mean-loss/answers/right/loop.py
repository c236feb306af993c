# Written with loops.
# %% mean-loss-absolute
def mean_absolute(y_true, y_pred):
    total = 0.0
    for t, p in zip(y_true, y_pred):
        total += abs(t - p)
    return total / len(y_true)
# %% mean-loss-squared
def mean_squared(y_true, y_pred):
    total = 0.0
    for t, p in zip(y_true, y_pred):
        total += (t - p) ** 2
    return total / len(y_true)
