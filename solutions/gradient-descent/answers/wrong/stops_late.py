# Looks at the slope of the place it has left.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    path = [start]
    for _ in range(steps):
        slope = A @ path[-1] - b
        path.append(path[-1] - learning_rate * slope)
        if np.linalg.norm(slope) <= tolerance:
            break
    return np.stack(path)
