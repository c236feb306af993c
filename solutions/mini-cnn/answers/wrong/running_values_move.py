# Stops the gradients only.

# %% mini-cnn-freeze
def freeze_torch(model):
    model.requires_grad_(False)
    head = model[-1].requires_grad_(True)
    return sum(weight.numel() for weight in head.parameters())


def freeze_tf(model):
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.layers[-1].trainable = True
    return model.layers[-1].count_params()
