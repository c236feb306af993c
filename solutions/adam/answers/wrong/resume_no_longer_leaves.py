# Switches the gradient of the weights off.

# %% adam-resume
def save_torch(weights, optimizer):
    return copy.deepcopy(([w.detach() for w in weights], optimizer.state_dict()))


def restore_torch(weights, optimizer, snapshot):
    values, state = copy.deepcopy(snapshot)
    with torch.no_grad():
        for w, value in zip(weights, values):
            w.requires_grad_(False).copy_(value)
    optimizer.load_state_dict(state)


def save_tf(weights, optimizer):
    optimizer.build(weights)
    return [variable.numpy() for variable in (*weights, *optimizer.variables)]


def restore_tf(weights, optimizer, snapshot):
    optimizer.build(weights)
    for variable, value in zip((*weights, *optimizer.variables), snapshot):
        variable.assign(value)
