# One array, changed in place and stored again and again.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    w, path = start, [start]
    for _ in range(steps):
        slope = A @ w - b
        if np.linalg.norm(slope) <= tolerance:
            break
        w -= learning_rate * slope
        path.append(w)
    return np.stack(path)
