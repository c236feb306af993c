# A copy at the beginning, but the same array in every row.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    w = start.copy()
    path = [w]
    for _ in range(steps):
        slope = A @ w - b
        if np.linalg.norm(slope) <= tolerance:
            break
        w -= learning_rate * slope
        path.append(w)
    return np.stack(path)
