# numpy() doesn't work inside a tf.function.

# %% rmsprop-tf
class RMSPropTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        super().__init__(learning_rate=learning_rate)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables):
        super().build(variables)
        self.squares = self.add_optimizer_variables(variables, "square")

    def update_step(self, gradient, variable, learning_rate):
        s = self.squares[self._get_variable_index(variable)]
        s.assign(self.rho * s + (1 - self.rho) * gradient.numpy() ** 2)
        rate = tf.cast(learning_rate, variable.dtype)
        variable.assign_sub(rate * gradient / tf.sqrt(s + self.epsilon))
