"""What a telephone gives when nobody speaks: noise, hum, ring-back, busy and dial tones, key tones, hold music."""
import numpy as np

RATE = 16000
# (Hz, Hz, seconds on, seconds off): ring-back and busy of North America, Britain and the continent, dial tone.
CALL_TONES = [(440, 480, 2, 4), (400, 450, .4, .2), (425, 425, 1, 4), (480, 620, .5, .5), (350, 440, 8, .01), (440, 480, 1, 2), (425, 425, .5, .5)]
KEY_ROWS, KEY_COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477)
SCALE = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16)
KINDS = ('noise', 'hum', 'call tones', 'key tones', 'music')


def sine(hz, t, phase=0.):
    return np.sin(2 * np.pi * hz * t + phase)


def noise(rng, t):
    spectrum = np.fft.rfft(rng.standard_normal(len(t)))
    k = np.arange(len(spectrum))
    k[0] = 1
    y = np.fft.irfft(spectrum / k ** (rng.choice([0, 0, .5, .5, 1, 1, 1.5, 2]) / 2), len(t))
    return y * (1 + .5 * sine(rng.uniform(.1, 2), t) * rng.integers(2))       # steady, or swelling as traffic does


def hum(rng, t):
    f = rng.choice([50, 60, 100, 120, 350, 400, 440, 1000])
    y = sum(sine(f * h, t, h) / h for h in range(1, rng.integers(2, 7)))
    return y * (sine(rng.choice([.2, .5, 1, 2]), t) > 0) if rng.random() < .5 else y


def call_tones(rng, t):
    a, b, on, off = CALL_TONES[rng.integers(len(CALL_TONES))]
    return (sine(a, t) + sine(b, t)) * ((t + rng.uniform(0, 6)) % (on + off) < on)


def key_tones(rng, t):
    y, at = np.zeros(len(t)), 0
    while at < len(t) - RATE // 2:
        n = int(RATE * rng.uniform(.06, .3))
        y[at:at + n] = sine(rng.choice(KEY_ROWS), t[:n]) + sine(rng.choice(KEY_COLUMNS), t[:n])
        at += n + int(RATE * rng.uniform(.04, 1))
    return y


def music(rng, t):
    """Notes of one key: struck or swelling, held or ringing on into those that follow, sometimes coloured by a resonance, with vibrato or a drum."""
    y, at = np.zeros(len(t)), 0
    beat, root = rng.uniform(.18, .6), rng.uniform(80, 260)
    attack, fade, rings_on = rng.choice([.005, .005, .03, .15]), rng.uniform(.3, 6), rng.choice([1, 1, 2, 5])
    resonance, width = rng.uniform(300, 2500), rng.uniform(100, 800)
    while at < len(t) - 1000:
        n = int(RATE * beat * rng.choice([.5, 1, 1, 2]))
        s = t[:min(n * rings_on, len(t) - at)]
        envelope = np.exp(-s * fade) * np.minimum(1, s / attack) * np.minimum(1, (s[-1] - s) * 100)
        for _ in range(rng.integers(1, 5)):
            f = root * 2 ** (rng.choice(SCALE) / 12) * rng.choice([.5, 1, 1, 2])
            vibrato = 1 + .004 * sine(5.5, s) * rng.integers(2)
            fall, duller = rng.uniform(.8, 2), rng.uniform(0, 2)
            for h in range(1, rng.integers(2, 12)):
                louder = 1 + 4 * np.exp(-((f * h - resonance) / width) ** 2)
                y[at:at + len(s)] += envelope * np.exp(-s * duller * (h - 1)) * np.sin(2 * np.pi * f * h * s * vibrato + rng.uniform(0, 6)) * louder / h ** fall
        if rng.random() < .3:
            y[at:at + len(s)] += rng.standard_normal(len(s)) * np.exp(-s * rng.uniform(10, 60)) * rng.uniform(.3, 2)
        at += n
    return y


MAKERS = dict(zip(KINDS, (noise, hum, call_tones, key_tones, music)))


def sound(kind, rng, seconds=8):
    """One sound in [-.3, .3] over a faint line noise."""
    t = np.arange(seconds * RATE) / RATE
    y = MAKERS[kind](rng, t)
    y = y / (np.abs(y).max() + 1e-9) * .3
    return (y + rng.standard_normal(len(t)) * 10 ** rng.uniform(-5, -2.5)).astype(np.float32)
