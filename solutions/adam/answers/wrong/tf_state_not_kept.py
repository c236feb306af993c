# Computes the new means and never assigns them.

# %% adam-tf
class AdamTF(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        super().__init__(learning_rate=learning_rate)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.m, self.v = self.add_optimizer_variables(variables, ["m", "v"])

    def update_step(self, gradient, variable, learning_rate):
        i = self._get_variable_index(variable)
        m, v = self.m[i], self.v[i]
        t = tf.cast(self.iterations + 1, variable.dtype)
        m = self.beta_1 * m + (1 - self.beta_1) * gradient
        v = self.beta_2 * v + (1 - self.beta_2) * gradient**2
        root = tf.sqrt(v / (1 - self.beta_2**t)) + self.epsilon
        rate = tf.cast(learning_rate, variable.dtype)
        variable.assign(variable - rate * (m / (1 - self.beta_1**t)) / root)
