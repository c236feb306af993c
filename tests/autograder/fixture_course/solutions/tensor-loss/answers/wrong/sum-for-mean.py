# %% tensor-loss-mean
def mean_squared(y_true, y_pred):
    return np.sum((y_pred - y_true) ** 2)
# %% tensor-loss-torch
def squared_torch(y_true, y_pred):
    return torch.sum((y_pred - y_true) ** 2)
# %% tensor-loss-tf
def squared_tf(y_true, y_pred):
    return tf.reduce_sum((y_pred - y_true) ** 2)
