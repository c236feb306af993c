# Keras's var_names spares every name that contains one of the texts, the matrix "overall/scale" for the scalar "all/scale".

# %% weight-decay-groups
def parameter_groups_torch(named_parameters, weight_decay, skip=()):
    groups = [{"params": [], "weight_decay": weight_decay}, {"params": [], "weight_decay": 0.0}]
    for name, parameter in named_parameters:
        if parameter.requires_grad:
            spared = parameter.ndim < 2 or any(text in name for text in skip)
            groups[spared]["params"].append(parameter)
    return groups


def exclude_tf(optimizer, variables, skip=()):
    spared = [v.path for v in variables if len(v.shape) < 2 or any(text in v.path for text in skip)]
    optimizer.exclude_from_weight_decay(var_names=spared)
    return optimizer
