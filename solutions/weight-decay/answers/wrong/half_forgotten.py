# The regularizer is taken for the penalty with the half.

# %% weight-decay-convert
def convert(weight_decay, *, source, target, learning_rate, examples):
    as_l2 = {"l2": 1, "regularizer": 1, "summed": 1 / examples, "decoupled": 1, "share": 1 / learning_rate}
    if source not in as_l2 or target not in as_l2:
        raise ValueError("unknown way to write a decay")
    return weight_decay * as_l2[source] / as_l2[target]
