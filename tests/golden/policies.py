"""When everybody averages, the local optimizer, and what is done with an average; `text` is how a recipe spells it."""
import numpy as np


def every(period):
    return f"every({period})", lambda step: "everything" if (step + 1) % period == 0 else "nothing"


def warmup(steps, then):
    text, due = then
    return f"warmup(steps={steps}, then={text})", lambda step: "gradients" if step < steps else due(step)


def growing(first, growth, rounds, steps):
    ends = np.cumsum([first * (1 + growth * i) for i in range(rounds)])
    assert ends[-1] == steps, "the periods must be whole and fill the run"
    text = f"growing(first={first}, growth={growth}, rounds={rounds})"
    return text, lambda step: "everything" if step + 1 in ends else "nothing"


NEVER = ("never", lambda step: "nothing")


class Sgd:
    def __init__(self, rate=0.1, momentum=0.0, nesterov=False, decay=0.0):
        self.rate, self.momentum, self.nesterov, self.decay = rate, momentum, nesterov, decay
        self.text = f"sgd(rate={rate}, momentum={momentum}, nesterov={str(nesterov).lower()}, decay={decay})"

    def start(self, shape):
        self.state = [np.zeros(shape)]
        self.step = 0

    def direction(self, x, g):
        g = g + self.decay * x
        self.state[0] = m = self.momentum * self.state[0] + g
        return self.rate * (g + self.momentum * m if self.nesterov else m)


class AdamW:
    """Loshchilov and Hutter 2019; the decay acts beside the moments."""

    def __init__(self, rate, beta1=0.9, beta2=0.95, epsilon=1e-8, decay=0.1):
        self.rate, self.beta1, self.beta2, self.epsilon, self.decay = rate, beta1, beta2, epsilon, decay
        self.text = f"adamw(rate={rate}, beta1={beta1}, beta2={beta2}, epsilon={epsilon}, decay={decay})"

    def start(self, shape):
        self.state = [np.zeros(shape), np.zeros(shape)]
        self.step = 0

    def direction(self, x, g):
        m, v = self.state
        self.step += 1
        m[:] = self.beta1 * m + (1 - self.beta1) * g
        v[:] = self.beta2 * v + (1 - self.beta2) * g * g
        first, second = m / (1 - self.beta1**self.step), v / (1 - self.beta2**self.step)
        return self.rate * (first / (np.sqrt(second) + self.epsilon) + self.decay * x)


class SlowMo:
    def __init__(self, momentum, rate=1.0):
        self.momentum, self.rate, self.u = momentum, rate, 0.0
        self.text = f"slowmo(momentum={momentum}, rate={rate})"

    def step(self, anchor, agreed, gamma):
        self.u = self.momentum * self.u + (anchor - agreed) / gamma
        return anchor - self.rate * gamma * self.u


class Nesterov:
    def __init__(self, rate, momentum):
        self.rate, self.momentum, self.m = rate, momentum, 0.0
        self.text = f"nesterov(rate={rate}, momentum={momentum})"

    def step(self, anchor, agreed, _gamma):
        delta = anchor - agreed
        self.m = self.momentum * self.m + delta
        return anchor - self.rate * (delta + self.momentum * self.m)
