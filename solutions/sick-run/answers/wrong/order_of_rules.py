# Asks for divergence last.

# %% sick-run-diagnose
def diagnose(train, validation):
    if train[-1] > 0.875 * train[0]:
        return "stuck"
    if validation and validation[-1] > 1.25 * min(validation):
        return "overfitting"
    return "diverged" if max(train) > 4 * train[0] else "healthy"
