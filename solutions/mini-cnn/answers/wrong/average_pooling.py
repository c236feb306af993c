# Takes the mean where the maximum was asked for.

# %% mini-cnn-model
def small_cnn_torch(classes):
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 3), nn.ReLU(), nn.AvgPool2d(2),
        nn.Conv2d(6, 12, 3, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, classes),
    )


def small_cnn_tf(classes):
    layers = keras.layers
    return keras.Sequential([
        layers.Conv2D(6, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(12, 3, padding="same", activation="relu"),
        layers.GlobalAveragePooling2D(), layers.Dense(classes),
    ])
