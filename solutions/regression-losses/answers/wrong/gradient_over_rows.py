# Divides by the number of rows.

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = np.sign(residuals(y_true, y_pred))
    return slopes / slopes.size if reduction == "mean" else slopes


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = 2 * residuals(y_true, y_pred)
    return slopes / max(len(slopes), 1) if reduction == "mean" else slopes
