# An unknown name raises what a dict raises.

# %% weight-decay-convert
def convert(weight_decay, *, source, target, learning_rate, examples):
    as_l2 = {"l2": 1, "regularizer": 2, "summed": 1 / examples, "decoupled": 1, "share": 1 / learning_rate}
    return weight_decay * as_l2[source] / as_l2[target]
