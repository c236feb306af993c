# The path begins after the first step.

# %% gradient-descent-walk
def descend(A, b, start, learning_rate, steps, tolerance=0.0):
    path = [start]
    for _ in range(steps):
        slope = A @ path[-1] - b
        if np.linalg.norm(slope) <= tolerance:
            break
        path.append(path[-1] - learning_rate * slope)
    return np.stack(path[1:])
