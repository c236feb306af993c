# Saves the weights of Keras only.

# %% adam-resume
def save_torch(weights, optimizer):
    return copy.deepcopy(([w.detach() for w in weights], optimizer.state_dict()))


def restore_torch(weights, optimizer, snapshot):
    values, state = copy.deepcopy(snapshot)
    with torch.no_grad():
        for w, value in zip(weights, values):
            w.copy_(value)
    optimizer.load_state_dict(state)


def save_tf(weights, optimizer):
    optimizer.build(weights)
    return [variable.numpy() for variable in weights]


def restore_tf(weights, optimizer, snapshot):
    optimizer.build(weights)
    for variable in optimizer.variables:
        if "learning_rate" not in variable.name:
            variable.assign(0 * variable)
    for variable, value in zip(weights, snapshot):
        variable.assign(value)
