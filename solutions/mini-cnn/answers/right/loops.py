# Python loops, classes of one's own, and older spellings.

# %% mini-cnn-convolution
def convolve(images, kernels, bias):
    n, c, height, width = images.shape
    o, _, h, w = kernels.shape
    maps = np.zeros((n, o, height - h + 1, width - w + 1), dtype=images.dtype)
    for a in range(n):
        for b in range(o):
            for i in range(maps.shape[2]):
                for j in range(maps.shape[3]):
                    maps[a, b, i, j] = np.sum(images[a, :, i:i + h, j:j + w] * kernels[b]) + bias[b]
    return maps

# %% mini-cnn-model
class SmallCNN(torch.nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.first = torch.nn.Conv2d(1, 6, kernel_size=3)
        self.second = torch.nn.Conv2d(6, 12, kernel_size=3, padding="same")
        self.head = torch.nn.Linear(12, classes)

    def forward(self, x):
        x = torch.nn.functional.max_pool2d(torch.relu(self.first(x)), 2)
        x = torch.relu(self.second(x))
        return self.head(x.mean(dim=(2, 3)))


def small_cnn_torch(classes):
    return SmallCNN(classes)


class SmallKeras(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.first = keras.layers.Conv2D(6, 3)
        self.second = keras.layers.Conv2D(12, 3, padding="same")
        self.head = keras.layers.Dense(classes)

    def call(self, x):
        x = tf.nn.max_pool2d(tf.nn.relu(self.first(x)), 2, 2, "VALID")
        x = tf.nn.relu(self.second(x))
        return self.head(tf.reduce_mean(x, axis=[1, 2]))


def small_cnn_tf(classes):
    return SmallKeras(classes)

# %% mini-cnn-train
def train_torch(model, optimizer, images, labels, batches):
    losses = []
    loss_function = torch.nn.CrossEntropyLoss()
    for batch in batches:
        model.train()
        x = torch.tensor(images[batch]).unsqueeze(1)
        y = torch.tensor(labels[batch])
        loss = loss_function(model(x), y)
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        loss.backward()
        losses.append(float(loss))
        optimizer.step()
    return losses


def train_tf(model, optimizer, images, labels, batches):
    losses = []
    loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    for batch in batches:
        x = tf.expand_dims(tf.gather(images, batch), -1)
        with tf.GradientTape() as tape:
            loss = loss_function(tf.gather(labels, batch), model(x, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        losses.append(loss.numpy().item())
    return losses

# %% mini-cnn-measures
def settled_after(losses, level, window=10):
    answer = None
    for t in range(window, len(losses) + 1):
        mean = sum(losses[t - window:t]) / window
        if mean <= level:
            if answer is None:
                answer = t
        else:
            answer = None
    return answer


def jitter(losses, last=50):
    changes = []
    for before, after in zip(losses[:-1], losses[1:]):
        changes.append(after - before)
    changes = changes[-last:]
    if not changes:
        return 0.0
    mean = sum(changes) / len(changes)
    return float((sum((change - mean) ** 2 for change in changes) / len(changes)) ** 0.5)

# %% mini-cnn-freeze
def freeze_torch(model):
    layers = list(model)
    for layer in layers[:-1]:
        layer.eval()
        for parameter in layer.parameters():
            parameter.requires_grad = False
    total = 0
    for parameter in layers[-1].parameters():
        parameter.requires_grad = True
        total += parameter.nelement()
    return total


def freeze_tf(model):
    *features, head = model.layers
    for layer in features:
        layer.trainable = False
    head.trainable = True
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
