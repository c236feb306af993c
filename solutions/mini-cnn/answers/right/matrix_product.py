# Convolution as one matrix product; add() in Keras; a generator of losses.

# %% mini-cnn-convolution
def convolve(images, kernels, bias):
    n, c, height, width = images.shape
    o, h, w = kernels.shape[0], kernels.shape[2], kernels.shape[3]
    rows, columns = height - h + 1, width - w + 1
    table = np.empty((n, rows, columns, c * h * w), images.dtype)
    for i in range(rows):
        for j in range(columns):
            table[:, i, j] = images[:, :, i:i + h, j:j + w].reshape(n, c * h * w)
    return np.moveaxis(table @ kernels.reshape(o, -1).T + bias, 3, 1)

# %% mini-cnn-model
def small_cnn_torch(classes):
    layers = [torch.nn.Conv2d(1, 6, 3), torch.nn.MaxPool2d(2), torch.nn.ReLU()]  # the ReLU after the maximum is the same
    layers += [torch.nn.ZeroPad2d(1), torch.nn.Conv2d(6, 12, 3), torch.nn.ReLU()]
    layers += [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(12, classes)]
    return torch.nn.Sequential(*layers)


def small_cnn_tf(classes):
    model = keras.Sequential(name="small")
    model.add(keras.layers.InputLayer((None, None, 1)))
    model.add(keras.layers.Conv2D(6, 3, padding="valid", activation=tf.nn.relu))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.ZeroPadding2D(1))
    model.add(keras.layers.Conv2D(12, 3, activation=tf.nn.relu))
    model.add(keras.layers.Lambda(lambda maps: tf.reduce_mean(maps, axis=(1, 2))))
    model.add(keras.layers.Dense(classes, activation="linear"))
    return model

# %% mini-cnn-train
def train_torch(model, optimizer, images, labels, batches):
    def step(rows):
        optimizer.zero_grad(set_to_none=False)
        scores = model(torch.tensor(images[rows].reshape(len(rows), 1, *images.shape[1:])))
        loss = torch.nn.functional.nll_loss(torch.log_softmax(scores, 1), torch.tensor(labels[rows]), reduction="sum")
        loss = loss / len(rows)
        loss.backward()
        optimizer.step()
        return loss.tolist()

    model.train(True)
    return [step(rows) for rows in batches]


def train_tf(model, optimizer, images, labels, batches):
    def step(rows):
        x = images[rows].reshape(len(rows), *images.shape[1:], 1)
        weights = model.trainable_weights
        with tf.GradientTape() as tape:
            log_p = tf.nn.log_softmax(model(x, training=True))
            loss = -tf.reduce_mean(tf.gather(log_p, labels[rows], batch_dims=1))
        optimizer.apply_gradients(list(zip(tape.gradient(loss, weights), weights)))
        return float(loss.numpy())

    return [step(rows) for rows in batches]

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    fine = [bool(np.mean(losses[t - window:t]) <= level) for t in range(window, len(losses) + 1)]
    if not fine or not fine[-1]:
        return None
    return window + (len(fine) - fine[::-1].index(False) if False in fine else 0)


def jitter(losses, last=50):
    if len(losses) < 2:
        return 0.0
    changes = np.array(losses[1:]) - np.array(losses[:-1])
    return changes[-last:].std().item()

# %% mini-cnn-freeze
def freeze_torch(model):
    count = 0
    for position, layer in enumerate(model):
        is_head = position == len(model) - 1
        layer.train(is_head)
        layer.requires_grad_(is_head)
        count += is_head * sum(weight.numel() for weight in layer.parameters())
    return count


def freeze_tf(model):
    head = model.layers[-1]
    for layer in model.layers:
        layer.trainable = layer is head
    return head.count_params()
