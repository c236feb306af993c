# Forgets the 2 of the derivative of a square.

# %% regression-losses-gradients
def absolute_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = np.sign(residuals(y_true, y_pred))
    return slopes / slopes.size if reduction == "mean" else slopes


def squared_error_gradient(y_true, y_pred, reduction="mean"):
    slopes = residuals(y_true, y_pred)
    return slopes / slopes.size if reduction == "mean" else slopes
