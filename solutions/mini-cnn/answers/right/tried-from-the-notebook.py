# Written from the notebook alone; every task was right at the first try. Kept as it was.

# %% mini-cnn-convolution
def convolve(images, kernels, bias):
    height, width = kernels.shape[2:]
    rows, columns = images.shape[2] - height + 1, images.shape[3] - width + 1
    result = np.zeros((images.shape[0], kernels.shape[0], rows, columns), images.dtype)
    for u in range(height):
        for v in range(width):
            patch = images[:, :, u:u + rows, v:v + columns]
            result += np.einsum("oc,ncij->noij", kernels[:, :, u, v], patch)
    return result + bias[:, None, None]

# %% mini-cnn-model
def small_cnn_torch(classes):
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 12, 3, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, classes),
    )


def small_cnn_tf(classes):
    conv = keras.layers.Conv2D
    return keras.Sequential([
        keras.Input((None, None, 1)),
        conv(6, 3), keras.layers.ReLU(), keras.layers.MaxPooling2D(2),
        conv(12, 3, padding="same"), keras.layers.ReLU(),
        keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(classes),
    ])

# %% mini-cnn-train
def train_torch(model, optimizer, images, labels, batches):
    model.train()
    x, y = torch.tensor(images)[:, None], torch.tensor(labels)
    losses = []
    for rows in batches:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(model(x[rows]), y[rows])
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses


def train_tf(model, optimizer, images, labels, batches):
    x = images[..., None]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(pictures, classes):
        with tf.GradientTape() as tape:
            value = loss(classes, model(pictures, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return value

    return [float(step(x[rows], labels[rows])) for rows in batches]

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    found = None
    for t in range(len(losses), window - 1, -1):
        if not np.mean(losses[t - window:t]) <= level:
            break
        found = t
    return found


def jitter(losses, last=50):
    if len(losses) < 2:
        return 0.0
    return float(np.std(np.diff(losses)[-last:]))

# %% mini-cnn-freeze
def freeze_torch(model):
    features, last = model[:-1], model[-1]
    features.requires_grad_(False)
    features.eval()
    last.requires_grad_(True)
    return sum(weight.numel() for weight in last.parameters())


def freeze_tf(model):
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.layers[-1].trainable = True
    return model.layers[-1].count_params()
