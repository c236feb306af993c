# Keeps the rate of __init__.

# %% momentum-tf
class MomentumTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False):
        super().__init__(learning_rate=learning_rate)
        self.momentum = momentum
        self.rate = learning_rate
        self.nesterov = nesterov

    def build(self, variables):
        super().build(variables)
        self.velocities = []
        for variable in variables:
            self.velocities.append(self.add_variable_from_reference(variable, "velocity"))

    def update_step(self, gradient, variable, learning_rate):
        lr = self.rate
        v = self.velocities[self._get_variable_index(variable)]
        v.assign(self.momentum * v - lr * gradient)
        if self.nesterov:
            variable.assign_add(self.momentum * v - lr * gradient)
        else:
            variable.assign_add(v)
