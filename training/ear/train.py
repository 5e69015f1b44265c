"""Train the ear. Resumable: the same command goes on from --out; TERM saves and stops.

    python train.py --minutes 600 --device cuda --bf16                 # one GPU
    ./train-on-cpu.sh --minutes 600                                    # two one-thread ranks, the fastest way on two cores

The learning rate warms up, stays, and falls to nothing over the last part (--decay) of --minutes of training time.
"""
import argparse
import hashlib
import json
import os
import signal
import time
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F

import heard
from clips import Store
from data import Batches
from model import Ear
from optimiser import Optimiser
from paths import CACHE
from units import Units

PHONE_LOSS = .3                                          # share of the CTC loss over phones in the whole
SMOOTHING = .05


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--out', type=Path, default=CACHE / 'ckpt' / 'last.pt')
    p.add_argument('--init', type=Path, help='weights to begin with; where --out exists, only those it began with')
    p.add_argument('--device', default='cpu')
    p.add_argument('--bf16', action='store_true')
    p.add_argument('--threads', type=int, default=1)
    p.add_argument('--loaders', type=int, default=1, help='threads that make batches')
    p.add_argument('--world', type=int, default=1)
    p.add_argument('--rank', type=int, default=0)
    p.add_argument('--port', type=int, default=29611, help='loopback port where the ranks meet')
    p.add_argument('--minutes', type=float, default=60, help='training time in all, over every resumption')
    p.add_argument('--until', help='HH:MM, UTC, the next time it is that late: sets --minutes so that training ends then')
    p.add_argument('--decay', type=float, default=.3)
    p.add_argument('--warm', type=int, default=60, help='steps')
    p.add_argument('--lr', type=float, default=2e-3)
    p.add_argument('--frames', type=int, default=6400, help='frames of 10 ms in a batch of one rank')
    p.add_argument('--longest', type=int, default=520, help='frames of a clip: 5 s chunks and a little')
    p.add_argument('--real', type=float, default=.25, help='share of real speech')
    p.add_argument('--voice', type=float, default=.6, help='share of clips said by somebody who never was')
    p.add_argument('--noise', type=float, default=.5, help='share of clips with a background')
    p.add_argument('--mask', type=float, default=.6, help='share of clips with masked bands and times')
    p.add_argument('--settle', type=float, default=.5, help='share of --voice and --mask that is left at the end; they fall to it all along')
    p.add_argument('--token-noise', type=float, default=.06)
    p.add_argument('--save-every', type=float, default=3, help='minutes')
    p.add_argument('--listen-every', type=float, default=25, help='minutes between short examinations')
    return p.parse_args()


def losses(ear, batch, bf16):
    """(phone CTC, cross-entropy of the units)"""
    device = batch.features.device
    with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
        encoded = ear.encode(batch.features)
        phones = ear.ctc(encoded)
        logits = ear.decode(batch.tokens, encoded)
    log = F.log_softmax(phones.float(), -1).transpose(0, 1)
    lengths = torch.full((log.shape[1],), log.shape[0], dtype=torch.long)
    ctc = F.ctc_loss(log, batch.phones, lengths, batch.phone_counts, blank=log.shape[2] - 1, reduction='sum', zero_infinity=True)
    units = F.cross_entropy(logits.float().reshape(-1, logits.shape[-1]), batch.targets.reshape(-1), ignore_index=-1, label_smoothing=SMOOTHING)
    return ctc / max(1, int(batch.phone_counts.sum())), units


def learning_rate(o, step, progress):
    fall = 1 if progress < 1 - o.decay else max(.01, (1 - progress) / o.decay)
    return o.lr * min(1, (step + 1) / o.warm) * fall


def average(ear, numbers, world):
    """Mean gradients over the ranks, with a few numbers in the same message; all ranks so stop at the same step."""
    grads = [p.grad for p in ear.parameters()]
    flat = torch.cat([g.flatten() for g in grads] + [torch.tensor(numbers, device=grads[0].device)])
    dist.all_reduce(flat)
    flat /= world
    at = 0
    for g in grads:
        g.copy_(flat[at:at + g.numel()].view_as(g))
        at += g.numel()
    return flat[at:].tolist()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Run:
    """What a checkpoint remembers: weights, what they began from, optimiser, steps, seconds trained and seconds of audio seen."""

    def __init__(self, o, ear, optimiser):
        self.o, self.ear, self.optimiser = o, ear, optimiser
        self.step, self.trained, self.audio = 0, 0., 0.
        self.began_from = digest(o.init) if o.init else 'nothing'
        if o.out.exists():
            c = torch.load(o.out, map_location=o.device, weights_only=False)
            self.goes_on(c)
            self.step, self.trained, self.audio = c['step'], c['tt'], c['aud']
            if 'opt' in c:
                optimiser.load(c['opt'])
            print(f'resumed at step {self.step}, {self.trained / 60:.1f} min, {self.audio / 3600:.1f} h of audio', flush=True)
        elif o.init:
            c = torch.load(o.init, map_location=o.device, weights_only=False)
            print('begins with the weights of', o.init.name, flush=True)
        else:
            return
        ear.load_state_dict({k: v.float() for k, v in c['model'].items()})

    def goes_on(self, c):
        """--init is read only when a run begins: to name another one while it is under way is a mistake."""
        given, self.began_from = self.began_from, c.get('began_from')             # checkpoints of before do not say
        if self.o.init and self.began_from is None:
            print(f'{self.o.out} does not say what it began from: --init is not read, the run goes on', flush=True)
        elif self.o.init and self.began_from != given:
            raise SystemExit(f'{self.o.out} did not begin from {self.o.init}: leave out --init to go on with it, or name another --out to begin anew')

    def save(self):
        if self.o.rank:
            return
        self.o.out.parent.mkdir(parents=True, exist_ok=True)
        part = self.o.out.with_suffix('.part')
        torch.save(dict(model=self.ear.state_dict(), opt=self.optimiser.state(), step=self.step, tt=self.trained, aud=self.audio, cfg=self.ear.cfg,
                        began_from=self.began_from), part)
        part.rename(self.o.out)

    def listen(self, units):
        """A short examination, for the log and the curve; nothing is chosen by it."""
        if self.o.rank:
            return
        self.ear.eval()
        result = heard.examine(self.ear, units, self.o.device, limit=30)
        self.ear.train()
        print(f'heard at step {self.step}, {self.audio / 3600:.1f} h:', json.dumps(result), flush=True)
        with open(self.o.out.with_suffix('.curve.jsonl'), 'a') as f:
            f.write(json.dumps({'step': self.step, 'minutes': self.trained / 60, 'hours': self.audio / 3600, 'heard': result}) + '\n')


def main():
    o = options()
    torch.set_num_threads(o.threads)
    if o.world > 1:
        dist.init_process_group('gloo', init_method=f'tcp://127.0.0.1:{o.port}', rank=o.rank, world_size=o.world)
    units = Units()
    store = Store(units)
    ear = Ear(len(units.units), nctc=len(store.phones['phones'])).to(o.device)
    optimiser = Optimiser(ear, o.rank, o.world)
    run = Run(o, ear, optimiser)
    if o.until:
        hour, minute = map(int, o.until.split(':'))
        o.minutes = (run.trained + (hour * 3600 + minute * 60 - time.time()) % 86400) / 60
        if o.world > 1:                                  # the ranks began at different moments and must end at the same step
            minutes = torch.tensor(o.minutes, dtype=torch.float64)
            dist.broadcast(minutes, 0)
            o.minutes = minutes.item()
    batches = Batches(store, ear, o, seed=int(time.time()) + 977 * o.rank)
    print(f'{store.hours:.1f} h of audio, clips', {k: len(v) for k, v in store.clips.items()}, 'by source', dict(store.sources),
          f'; shards not aligned, so not trained on: {store.unaligned}', flush=True)
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    saved = listened = refreshed = time.time()
    log, logged = [0., 0., 0], (time.time(), run.audio)

    counted = time.time()
    while run.trained < o.minutes * 60:
        batch = batches.next()
        batch = batch._replace(**{k: getattr(batch, k).to(o.device) for k in ('features', 'tokens', 'targets', 'phones', 'phone_counts')})
        ctc, cross = losses(ear, batch, o.bf16)
        (PHONE_LOSS * ctc + (1 - PHONE_LOSS) * cross).backward()
        stopping, seconds, audio = bool(stop), time.time() - counted, batch.frames / 100
        counted = time.time()
        if o.world > 1:
            stopping, seconds, audio = average(ear, [float(stopping), seconds, audio], o.world)
            audio *= o.world
        norm = torch.nn.utils.clip_grad_norm_(ear.parameters(), 2.)
        progress = run.trained / (o.minutes * 60)
        lr = learning_rate(o, run.step, progress)
        batches.mixer.changed = 1 - (1 - o.settle) * progress
        if torch.isfinite(norm):
            optimiser.step(lr)
        ear.zero_grad(set_to_none=True)
        # Every rank must count the same time, or the ranks would disagree on the learning rate and on when to stop.
        run.step, run.trained, run.audio = run.step + 1, run.trained + seconds, run.audio + audio
        log = [log[0] + ctc.item(), log[1] + cross.item(), log[2] + 1]
        now = time.time()
        if o.rank == 0 and run.step % 50 == 0:
            speed = (run.audio - logged[1]) / (now - logged[0])
            print(f'step {run.step} {run.trained / 60:.1f} min {run.audio / 3600:.2f} h phones {log[0] / log[2]:.3f} units {log[1] / log[2]:.3f} '
                  f'norm {norm:.2f} lr {lr:.5f} {speed:.0f}x real time, {store.hours:.1f} h in shards', flush=True)
            log, logged = [0., 0., 0], (now, run.audio)
        if stopping:
            break
        if now - refreshed > 60:
            store.refresh()
            refreshed = now
        if now - saved > o.save_every * 60:
            run.save()
            saved = now
        if now - listened > o.listen_every * 60:
            run.listen(units)
            listened = time.time()
    run.save()
    if not stop and run.trained >= o.minutes * 60:
        run.listen(units)
    os._exit(0)                                          # loader threads and the other rank need no farewell


if __name__ == '__main__':
    main()
