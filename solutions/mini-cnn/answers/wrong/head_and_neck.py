# Leaves the last two layers free.

# %% mini-cnn-freeze
def freeze_torch(model):
    model.eval().requires_grad_(False)
    head = model[-1].requires_grad_(True)
    return sum(weight.numel() for weight in head.parameters())


def freeze_tf(model):
    for layer in model.layers[:-2]:
        layer.trainable = False
    model.layers[-1].trainable = True
    return model.layers[-1].count_params()
