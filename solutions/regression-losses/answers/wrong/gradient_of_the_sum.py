# The mean's division is forgotten.

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    return np.sign(residuals(y_true, y_pred))


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = 2 * residuals(y_true, y_pred)
    return slopes / slopes.size if reduction == "mean" else slopes
