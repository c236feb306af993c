# Makes the velocity without the base class.

# %% momentum-tf
class MomentumTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False):
        super().__init__(learning_rate=learning_rate)
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables):
        super().build(variables)
        self.velocities = []
        for variable in variables:
            self.velocities.append(tf.Variable(tf.zeros(variable.shape, variable.dtype), trainable=False))

    def update_step(self, gradient, variable, learning_rate):
        lr = tf.cast(learning_rate, variable.dtype)
        v = self.velocities[self._get_variable_index(variable)]
        v.assign(self.momentum * v - lr * gradient)
        if self.nesterov:
            variable.assign_add(self.momentum * v - lr * gradient)
        else:
            variable.assign_add(v)
