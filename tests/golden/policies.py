"""When everybody averages, the local optimizer, and what is done with an average; `text` is how a recipe spells it."""
import math
import typing

import numpy as np


class Agreed(typing.NamedTuple):
    """What a global average tells everybody."""
    step: int
    loss: float    # mean over nodes of the batch losses since the last average
    spread: float  # mean of |x_i - mean x|^2 just before
    rate: float


class Schedule:
    """`due` is asked once a step, then `learn` is called if an average has been made."""
    text = "never"
    last_loss = False  # whether Agreed.loss is that of the last batch alone
    margin = math.inf  # how near a decision came to another

    def start(self, steps):
        """A run of so many steps begins."""

    def due(self, step):
        return "nothing"

    def learn(self, agreed):
        pass


class Every(Schedule):
    def __init__(self, period):
        self.period, self.text = period, f"every({period})"

    def due(self, step):
        return "everything" if (step + 1) % self.period == 0 else "nothing"


class Warmup(Schedule):
    """Gradients are averaged at first; what follows counts its own steps."""

    def __init__(self, steps, then):
        self.steps, self.then, self.text = steps, then, f"warmup(steps={steps}, then={then.text})"

    @property
    def margin(self):
        return self.then.margin

    @property
    def last_loss(self):
        return self.then.last_loss

    def start(self, steps):
        self.then.start(steps - self.steps)

    def due(self, step):
        return "gradients" if step < self.steps else self.then.due(step - self.steps)

    def learn(self, agreed):
        self.then.learn(agreed._replace(step=agreed.step - self.steps))


class Growing(Schedule):
    def __init__(self, first, growth, rounds):
        self.ends = np.cumsum([first * (1 + growth * i) for i in range(rounds)])
        self.text = f"growing(first={first}, growth={growth}, rounds={rounds})"

    def start(self, steps):
        assert self.ends[-1] == steps, "the periods must be whole and fill the run"

    def due(self, step):
        return "everything" if step + 1 in self.ends else "nothing"


class Adaptive(Schedule):
    """Averages `period` steps after the last average fell due, and on the last step."""
    first, cap = 1, 1000

    def start(self, steps):
        self.steps, self.period, self.passed, self.margin = steps, self.first, 0, math.inf
        self.periods = []  # of each average

    def due(self, step):
        self.passed += 1
        if self.passed < self.period and step + 1 < self.steps:
            return "nothing"
        self.periods.append(self.passed)
        self.passed = 0
        return "everything"

    def choose(self, period):
        gap = abs(period - round(period))
        if 1e-12 < gap and period < self.cap:  # a quotient of equals is exact on both sides
            self.margin = min(self.margin, gap / period)
        self.period = min(max(math.ceil(period), 1), self.cap)


class ByLoss(Adaptive):
    """AGA (Chen et al. 2021, eq. 9) and adaptive LUPA-SGD: first * (first loss / loss)^exponent, rounded up."""
    warmup, compounds, f_first = 0, False, None

    def learn(self, agreed):
        if self.f_first is None:
            self.f_first = agreed.loss
        elif agreed.step < self.warmup:
            self.f_first = (self.f_first + agreed.loss) / 2
        else:
            base = self.period if self.compounds else self.first
            self.choose((self.f_first / agreed.loss) ** self.exponent * base)


class Aga(ByLoss):
    def __init__(self, first=4, exponent=0.25, cap=64, warmup=0, **words):
        self.first, self.exponent, self.cap, self.warmup = first, exponent, cap, warmup
        self.compounds = words.get("base") == "previous"
        self.last_loss = words.get("loss") == "batch"
        settings = {"first": first, "exponent": exponent, "cap": cap, "warmup": warmup} | words
        self.text = spelled("aga", settings)

    def start(self, steps):
        super().start(steps)
        self.f_first = None
        self.warmup = self.warmup or steps // 20  # of a task without epochs


class Lupa(ByLoss):
    def __init__(self, first, exponent=1 / 3, cap=1000):
        self.first, self.exponent, self.cap = first, exponent, cap
        self.text = spelled("lupa", {"first": first, "exponent": exponent, "cap": cap})

    def start(self, steps):
        super().start(steps)
        self.f_first = None


class AdaComm(Adaptive):
    """Wang and Joshi 2019: the period falls with the root of the loss and grows as the rate falls."""

    def __init__(self, first, cap=64):
        self.first, self.cap, self.text = first, cap, spelled("adacomm", {"first": first, "cap": cap})

    def start(self, steps):
        super().start(steps)
        self.begun = None

    def learn(self, agreed):
        if self.begun is None:
            self.begun = agreed
        else:
            ratio = agreed.loss / self.begun.loss * self.begun.rate / agreed.rate
            self.choose(math.sqrt(ratio) * self.first)


class Variance(Adaptive):
    """ADPSGD (Jiang and Agrawal 2020): keeps spread / rate near its mean over a share of the run."""

    def __init__(self, first=4, sampling=0.25, low=0.7, high=1.3, cap=1000):
        self.first, self.sampling, self.low, self.high, self.cap = first, sampling, low, high, cap
        self.text = spelled(
            "variance", {"first": first, "sampling": sampling, "low": low, "high": high, "cap": cap})

    def start(self, steps):
        super().start(steps)
        self.samples = []

    def learn(self, agreed):
        scaled = agreed.spread / agreed.rate
        if agreed.step < self.sampling * self.steps:
            self.samples.append(scaled)
            return
        target = np.mean(self.samples) if self.samples else 0
        if target > 0:
            ratio = scaled / target
            self.margin = min(self.margin, abs(ratio - self.low), abs(ratio - self.high))
            change = 1 if ratio < self.low else -1 if ratio > self.high else 0
            self.period = min(max(self.period + change, 1), self.cap)


def spelled(name, settings):
    words = (f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in settings.items())
    return f"{name}({', '.join(words)})"


def constant(step):
    return 1.0


class Drops:
    """The rate is multiplied by `factor` at each milestone."""

    def __init__(self, milestones, factor):
        self.milestones, self.factor = milestones, factor
        self.text = f"step(milestones={milestones}, factor={factor})"

    def __call__(self, step):
        return self.factor ** sum(milestone <= step for milestone in self.milestones)


class Sgd:
    def __init__(self, rate=0.1, momentum=0.0, nesterov=False, decay=0.0, schedule=constant):
        self.base, self.momentum, self.nesterov, self.decay, self.schedule = rate, momentum, nesterov, decay, schedule
        settings = {"rate": rate, "momentum": momentum, "nesterov": nesterov, "decay": decay}
        self.text = spelled("sgd", settings | ({} if schedule is constant else {"schedule": schedule.text}))

    def start(self, shape, dtype=float):
        self.state = [np.zeros(shape, dtype)] if self.momentum else []

    def rate(self, step):
        return self.base * self.schedule(step)

    def direction(self, x, g, step):
        """What is taken from x."""
        if self.decay:
            g = g + self.decay * x
        if self.momentum:
            self.state[0] = m = self.momentum * self.state[0] + g
            g = g + self.momentum * m if self.nesterov else m
        return self.rate(step) * g


class AdamW:
    """Loshchilov and Hutter 2019; the decay acts beside the moments."""

    def __init__(self, rate, beta1=0.9, beta2=0.95, epsilon=1e-8, decay=0.1):
        self.base, self.beta1, self.beta2, self.epsilon, self.decay = rate, beta1, beta2, epsilon, decay
        self.text = spelled(
            "adamw", {"rate": rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "decay": decay})

    def start(self, shape, dtype=float):
        self.state = [np.zeros(shape, dtype), np.zeros(shape, dtype)]
        self.taken = 0

    def rate(self, step):
        return self.base

    def direction(self, x, g, step):
        m, v = self.state
        self.taken += 1
        m[:] = self.beta1 * m + (1 - self.beta1) * g
        v[:] = self.beta2 * v + (1 - self.beta2) * g * g
        first, second = m / (1 - self.beta1**self.taken), v / (1 - self.beta2**self.taken)
        return self.base * (first / (np.sqrt(second) + self.epsilon) + self.decay * x)


class SlowMo:
    """Wang et al. 2020; `piece` is the part of the model at hand."""

    def __init__(self, momentum, rate=1.0):
        self.momentum, self.rate = momentum, rate
        self.text = spelled("slowmo", {"momentum": momentum, "rate": rate})

    def start(self, size, dtype=float):
        self.u = np.zeros(size, dtype)

    def step(self, piece, anchor, agreed, gamma):
        self.u[piece] = self.momentum * self.u[piece] + (anchor - agreed) / gamma
        return anchor - self.rate * gamma * self.u[piece]


class Nesterov:
    """DiLoCo (Douillard et al. 2023)."""

    def __init__(self, rate, momentum):
        self.rate, self.momentum = rate, momentum
        self.text = spelled("nesterov", {"rate": rate, "momentum": momentum})

    def start(self, size, dtype=float):
        self.m = np.zeros(size, dtype)

    def step(self, piece, anchor, agreed, _gamma):
        delta = anchor - agreed
        self.m[piece] = self.momentum * self.m[piece] + delta
        return anchor - self.rate * (delta + self.momentum * self.m[piece])
