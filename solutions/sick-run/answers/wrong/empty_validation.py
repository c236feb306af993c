# Forgets that there may be no validation losses.

# %% sick-run-diagnose
def diagnose(train, validation):
    if not np.isfinite(train + validation).all() or max(train) > 4 * train[0]:
        return "diverged"
    if train[-1] > 0.875 * train[0]:
        return "stuck"
    if not validation:
        raise ValueError("min() of an empty list")
    if validation[-1] > 1.25 * min(validation):
        return "overfitting"
    return "healthy"
