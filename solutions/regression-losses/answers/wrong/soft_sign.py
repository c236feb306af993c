# Keeps 0 / 0 away with a small number, which flattens the slopes of small residuals.

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = residuals(y_true, y_pred)
    slopes = slopes / (np.abs(slopes) + 1e-12)
    return slopes / slopes.size if reduction == "mean" else slopes


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = 2 * residuals(y_true, y_pred)
    return slopes / slopes.size if reduction == "mean" else slopes
