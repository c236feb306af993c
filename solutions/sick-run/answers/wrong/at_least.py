# At least for more than.

# %% sick-run-diagnose
def diagnose(train, validation):
    if not np.isfinite(train + validation).all() or max(train) >= 4 * train[0]:
        return "diverged"
    if train[-1] > 0.875 * train[0]:
        return "stuck"
    if validation and validation[-1] > 1.25 * min(validation):
        return "overfitting"
    return "healthy"
