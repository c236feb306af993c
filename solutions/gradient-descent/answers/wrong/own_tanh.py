# tanh by its formula overflows.

# %% gradient-descent-network
def network_gradient(x, y, W, b, v, c):
    s = x @ W + b
    h = (np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s))
    d_pred = 2 * (h @ v + c - y) / len(y)
    d_score = np.outer(d_pred, v) * (1 - h**2)
    return x.T @ d_score, d_score.sum(axis=0), h.T @ d_pred, d_pred.sum()
