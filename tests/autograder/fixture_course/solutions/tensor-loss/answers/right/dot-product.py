# The sum of squares as a product of a vector with itself.
# %% tensor-loss-mean
def mean_squared(y_true, y_pred):
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError("two shapes")
    error = (y_pred - y_true).ravel()
    return float(error @ error) / error.size
# %% tensor-loss-torch
def squared_torch(y_true, y_pred):
    error = (y_pred - y_true).flatten()
    return error @ error / len(error)
# %% tensor-loss-tf
def squared_tf(y_true, y_pred):
    error = tf.reshape(y_pred - y_true, [-1])
    return tf.tensordot(error, error, 1) / len(error)
