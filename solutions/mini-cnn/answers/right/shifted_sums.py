# Shifted pictures, functional Keras, one graph for each training, running sums.

# %% mini-cnn-convolution
def convolve(images, kernels, bias):
    h, w = kernels.shape[2:]
    rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1
    shifted = [images[:, :, u:u + rows, v:v + columns] for u in range(h) for v in range(w)]
    flat = kernels.reshape(*kernels.shape[:2], h * w)
    total = sum(np.einsum("ncij,oc->noij", picture, flat[:, :, k]) for k, picture in enumerate(shifted))
    return (total + bias.reshape(1, -1, 1, 1)).astype(images.dtype)

# %% mini-cnn-model
def small_cnn_torch(classes):
    from collections import OrderedDict

    nn = torch.nn
    features = nn.Sequential(OrderedDict(
        c1=nn.Conv2d(1, 6, 3), r1=nn.ReLU(inplace=True), p1=nn.MaxPool2d(2, 2),
        c2=nn.Conv2d(6, 12, 3, padding=1), r2=nn.ReLU(inplace=True), p2=nn.AdaptiveAvgPool2d((1, 1)),
    ))
    return nn.Sequential(features, nn.Flatten(1), nn.Linear(12, classes))


def small_cnn_tf(classes):
    pictures = keras.Input((None, None, 1))
    x = keras.layers.Conv2D(6, (3, 3))(pictures)
    x = keras.layers.ReLU()(x)
    x = keras.layers.MaxPool2D((2, 2))(x)
    x = keras.layers.Conv2D(12, (3, 3), padding="same")(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.GlobalAvgPool2D()(x)
    return keras.Model(pictures, keras.layers.Dense(classes)(x))

# %% mini-cnn-train
def train_torch(model, optimizer, images, labels, batches):
    model.train()
    optimizer.zero_grad()
    x, y = torch.as_tensor(images)[:, None], torch.as_tensor(labels)
    losses = []
    for rows in map(torch.as_tensor, batches):
        log_p = torch.log_softmax(model(x[rows]), dim=1)
        loss = -log_p[torch.arange(len(rows)), y[rows]].mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach().item())
    return losses


def train_tf(model, optimizer, images, labels, batches):
    optimizer.build(model.trainable_variables)

    @tf.function(reduce_retracing=True)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, model(x, training=True), from_logits=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return [float(step(images[rows][..., np.newaxis], labels[rows])) for rows in batches]

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    losses = np.asarray(losses, dtype=float)
    if len(losses) < window:
        return None
    means = np.lib.stride_tricks.sliding_window_view(losses, window).mean(axis=1)
    above = np.flatnonzero(~(means <= level))
    first = above[-1] + 1 if len(above) else 0
    return int(first) + window if first < len(means) else None


def jitter(losses, last=50):
    losses = np.asarray(losses, dtype=float)
    changes = (losses[1:] - losses[:-1])[-last:]
    if changes.size == 0:
        return 0.0
    return float(np.sqrt(np.mean((changes - changes.mean()) ** 2)))

# %% mini-cnn-freeze
def freeze_torch(model):
    model[:-1].requires_grad_(False)
    model[:-1].eval()
    model[-1].requires_grad_(True)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def freeze_tf(model):
    for layer in model.layers:
        layer.trainable = False
    model.layers[-1].trainable = True
    return sum(int(tf.size(weight)) for weight in model.layers[-1].weights)
