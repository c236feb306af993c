# Takes the root: RMSE instead of the squared error.

# %% regression-losses-errors
def residuals(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError(f"y_true has shape {y_true.shape}, y_pred {y_pred.shape}; they must be the same")
    return y_pred - y_true


def reduce_losses(losses, reduction):
    if reduction == "none":
        return losses
    if reduction not in ("sum", "mean"):
        raise ValueError(f"unknown reduction {reduction!r}")
    total = losses.sum()
    return total if reduction == "sum" else total / max(losses.size, 1)


def absolute_error(y_true, y_pred, reduction="mean"):
    return reduce_losses(np.abs(residuals(y_true, y_pred)), reduction)


def squared_error(y_true, y_pred, reduction="mean"):
    return reduce_losses(residuals(y_true, y_pred) ** 2, reduction) ** 0.5
