# Never clears the gradients.

# %% mini-cnn-train
def train_torch(model, optimizer, images, labels, batches):
    model.train()
    losses = []
    for rows in batches:
        logits = model(torch.from_numpy(images[rows, None]))
        loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[rows]))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_tf(model, optimizer, images, labels, batches):
    losses = []
    for rows in batches:
        with tf.GradientTape() as tape:
            logits = model(images[rows, ..., None], training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels[rows], logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        losses.append(float(loss))
    return losses
