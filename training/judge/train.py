"""Trains the judge. The same line resumes: state is written to --out every --save-minutes and on TERM.

    python train.py --until 13:05                  one process
    python train.py --until 13:05 --world 2        two one-thread processes (fastest on two shared cores); to stop: kill $(cat rank0.pid)
"""
from __future__ import annotations

import argparse
import json
import math
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn

from batches import Batch, pack
from calls import CACHE, TEXT, VOCABULARY, Call, read_calls
from muon import Optimizer
from network import Llama, Shape
from noise import recognition_noise
from sampling import Sampler
from targets import ORDER
from scoring import recall_at, score
from vocabulary import JUDGE, PAD, UNCERTAIN_AS_SCAM, VERDICTS, Vocabulary
from weights import read_gguf
from windows import WindowMaker


def losses(model: Llama, listener: nn.Linear, batch: Batch, verdicts: list[int], talk_share: float, kind: torch.dtype) -> tuple[torch.Tensor, ...]:
    """Cross-entropies (nats) of the verdict, of the explanation, of the talk's next token at a random share of places, of the signals heard
    so far (`listener` reads them at every question: what a scam is made of recurs where its story does not); and each question's log-odds as the product reads it."""
    hidden = model.hidden(batch.tokens, batch.positions, batch.sees(), kind).flatten(0, 1)
    places, targets = batch.verdict
    log = torch.log_softmax(model.logits(hidden[places]), -1)[:, verdicts]
    verdict = -(targets * log).sum(-1).mean()
    answer = F.cross_entropy(model.logits(hidden[batch.answer[0]]), batch.answer[1]) if len(batch.answer[0]) else verdict.new_zeros(())
    places, words = batch.talk
    chosen = torch.rand(len(places), device=places.device) < talk_share
    talk = F.cross_entropy(model.logits(hidden[places[chosen]]), words[chosen]) if chosen.any() else verdict.new_zeros(())
    places, heard = batch.signals
    signals = F.binary_cross_entropy_with_logits(listener(hidden[places].float()), heard, reduction="sum") / max(1, len(places))
    taken = log[:, :2].detach().exp() @ log.new_tensor([1, UNCERTAIN_AS_SCAM])
    logits = torch.logit(taken, 1e-7)
    return verdict, answer, talk, signals, logits


def development(model: Llama, maker: WindowMaker, calls: list[Call], length: int, kind: torch.dtype) -> dict[str, float]:
    """Quick figures: recall at 1 % and .3 % false positives over some dev calls, and the verdict's sharpness."""
    scored = score(model, maker, calls, length, kind)
    peaks = [(s.call.scam, s.peak) for s in scored]
    if dist.is_initialized():
        gathered: list[list] = [[] for _ in range(dist.get_world_size())]
        dist.all_gather_object(gathered, peaks)
        peaks = [p for part in gathered for p in part]
    scam, ordinary = (np.array([p for label, p in peaks if label is wanted]) for wanted in (True, False))
    return {"at1": recall_at(scam, ordinary, .01)[0], "at03": recall_at(scam, ordinary, .003)[0], "ordinaryOver0": float((ordinary > 0).mean()), "scamOver0": float((scam > 0).mean())}


def grow(model: Llama, smaller: dict[str, torch.Tensor]) -> None:
    """Takes over a network with fewer layers. The new layers on top begin as nothing: what they write is zero.
    A shallow start costs a fraction per token, and little is lost by going deep late."""
    own = model.state_dict()
    for name, value in own.items():
        if name in smaller:
            value.copy_(smaller[name])
        elif name.endswith((".o", ".down")):
            value.zero_()


def clock(text: str) -> datetime:
    """The next time the UTC clock shows HH:MM."""
    now = datetime.now(UTC)
    hour, minute = map(int, text.split(":"))
    at = now.replace(hour=hour, minute=minute, second=0)
    return at if at > now else at + timedelta(days=1)


def run(rank: int, args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    if args.world > 1:
        os.setsid()  # Linux shares the cores out by session: a session for two processes would get half of what it should
        (args.out / f"rank{rank}.pid").write_text(str(os.getpid()))
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(args.port))
        dist.init_process_group("gloo", rank=rank, world_size=args.world, timeout=timedelta(minutes=30))
    device = torch.device(args.device)
    kind = torch.bfloat16
    torch.manual_seed(1000 * rank + int(time.time()) % 997)
    rng = Random(f"{rank}/{time.time()}")

    vocabulary = Vocabulary(args.vocabulary)
    maker = WindowMaker(vocabulary)
    calls = list(read_calls("train", args.data))
    sampler = Sampler(calls, maker, recognition_noise(calls), rng, explain=.06)
    dev = list(read_calls("dev", args.data))
    Random(3).shuffle(dev)
    scams, ordinary = [c for c in dev if c.scam][:args.dev // 3], [c for c in dev if not c.scam][:args.dev]
    dev = (scams + ordinary)[rank::args.world]

    state_file = args.out / "last.pt"
    torch.manual_seed(5)
    model = Llama(Shape(layers=args.layers)).to(device)
    listener = nn.Linear(model.shape.width, len(ORDER)).to(device)  # training only, not exported
    nn.init.zeros_(listener.weight)
    nn.init.constant_(listener.bias, -3)
    optimizer = Optimizer(model, args.matrix_rate, args.other_rate)
    optimizer.adam.add_param_group({"params": list(listener.parameters()), "lr": args.other_rate})
    step, spent, best, warm_from = 0, 0.0, -1.0, 0
    earlier = {"steps": 0, "minutes": 0}  # of the shipped model that this run goes on from
    if state_file.exists():
        state = torch.load(state_file, map_location=device, weights_only=False)
        step, spent, best, earlier = state["step"], state["spent"], state["best"], state["earlier"]
        if state["shape"]["layers"] == args.layers and "listener" in state:
            model.load_state_dict(state["model"])
            optimizer.load_state_dict(state["optimizer"])
            listener.load_state_dict(state["listener"])
        else:  # the moments belong to another shape: warm up again
            grow(model, state["model"])
            if "listener" in state:
                listener.load_state_dict(state["listener"])
            warm_from = step
    elif args.init and args.init.suffix == ".pt":
        state = torch.load(args.init, map_location=device, weights_only=False)
        grow(model, state["model"])
        listener.load_state_dict(state["listener"])
        earlier = {"steps": state["earlier"]["steps"] + state["step"], "minutes": state["earlier"]["minutes"] + round(state["spent"] / 60)}
    elif args.init:
        grow(model, read_gguf(args.init))
        about = json.loads(args.init.with_name("card.json").read_text())["about"]
        earlier = {"steps": about["trainingSteps"], "minutes": about["trainingMinutes"]}
    torch.manual_seed(1000 * rank + step)

    until = clock(args.until).timestamp()
    began = time.time()
    total = spent + until - began
    stop = False

    def on_term(*_: object) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, on_term)
    parameters = [*model.parameters(), *listener.parameters()]
    verdict_ids = [vocabulary.id(t) for t in VERDICTS]
    judge, pad = vocabulary.id(JUDGE), vocabulary.id(PAD)

    def save(name: str) -> None:
        if rank == 0:
            args.out.mkdir(parents=True, exist_ok=True)
            part = args.out / f"{name}.part"
            torch.save({"model": model.state_dict(), "listener": listener.state_dict(), "optimizer": optimizer.state_dict(), "shape": model.shape.json(), "step": step, "spent": spent + time.time() - began, "best": best, "earlier": earlier}, part)
            os.replace(part, args.out / f"{name}.pt")

    def say(**what: object) -> None:
        if rank == 0:
            line = json.dumps({"time": datetime.now(UTC).strftime("%H:%M:%S"), "step": step, **what})
            print(line, flush=True)
            with open(args.out / "log.jsonl", "a") as file:
                file.write(line + "\n")

    say(calls=len(calls), slices={n: len(c) for n, c in sampler.slices.items()}, parameters=sum(p.numel() for p in model.parameters()), minutes=round((until - began) / 60))
    source = sampler.batches(args.tokens)
    saved = looked = began
    sums, seen = np.zeros(4), 0
    while True:
        progress = (spent + time.time() - began) / total
        flag = torch.tensor([float(stop or progress >= 1), progress])
        if args.world > 1:
            dist.all_reduce(flag, dist.ReduceOp.MAX)
        if flag[0] > 0:
            break
        progress = float(flag[1])
        scale = min(1.0, (step - warm_from + 1) / args.warm) * max(.01, .5 * (1 + math.cos(math.pi * progress)))
        for p in parameters:
            p.grad = None
        for _ in range(args.accumulate):
            windows = next(source)
            batch = pack(windows, judge, pad).to(device)
            verdict, answer, talk, signals, logits = losses(model, listener, batch, verdict_ids, args.talk_share, kind)
            weight = args.talk * (1 - .7 * progress)
            ((verdict + .3 * answer + weight * talk + args.signals * signals) / args.accumulate).backward()
            sums += [verdict.item(), answer.item(), talk.item(), signals.item()]
            seen += batch.tokens.numel()
            sampler.learn(windows, logits.tolist())
        if args.world > 1:
            flat = torch.cat([p.grad.flatten() for p in parameters])
            dist.all_reduce(flat)
            for p, part in zip(parameters, (flat / args.world).split([p.numel() for p in parameters])):
                p.grad = part.view_as(p)
        torch.nn.utils.clip_grad_norm_(optimizer.others, 1.0)
        optimizer.step(scale)
        step += 1
        if step % 10 == 0:
            say(verdict=round(sums[0] / 10 / args.accumulate, 4), answer=round(sums[1] / 10 / args.accumulate, 3), talk=round(sums[2] / 10 / args.accumulate, 3), signals=round(sums[3] / 10 / args.accumulate, 3),
                scale=round(scale, 3), tokens=seen * args.world, minute=round((time.time() - began) / 60, 1))
            sums[:] = 0
        timing = torch.tensor([float(time.time() - looked > args.dev_minutes * 60)])
        if args.world > 1:
            dist.broadcast(timing, 0)
        if timing[0] > 0:
            figures = development(model, maker, dev, 768, kind)
            quality = figures["at1"] + figures["at03"]
            say(dev=figures)
            if quality >= best:
                best = quality
                save("best")
            looked = time.time()
        if time.time() - saved > args.save_minutes * 60:
            save("last")
            saved = time.time()
    save("last")
    if args.world > 1:
        dist.destroy_process_group()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--until", required=True, help="UTC wall clock HH:MM at which the rate has fallen to zero")
    parser.add_argument("--data", type=Path, default=TEXT)
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY)
    parser.add_argument("--out", type=Path, default=CACHE / "run")
    parser.add_argument("--init", type=Path, help="a GGUF of judge-en, or the last.pt of another run, to go on from when --out has no state")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--world", type=int, default=1)
    parser.add_argument("--port", type=int, default=29617)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=5000, help="tokens of a batch, per process")
    parser.add_argument("--accumulate", type=int, default=1)
    parser.add_argument("--matrix-rate", type=float, default=.015)
    parser.add_argument("--other-rate", type=float, default=.003)
    parser.add_argument("--warm", type=int, default=20)
    parser.add_argument("--layers", type=int, default=5, help="more than --out has: the network grows")
    parser.add_argument("--talk", type=float, default=.3, help="weight of the plain language-model loss at the start")
    parser.add_argument("--talk-share", type=float, default=.25)
    parser.add_argument("--signals", type=float, default=.3, help="weight of hearing the signals")
    parser.add_argument("--save-minutes", type=float, default=3)
    parser.add_argument("--dev-minutes", type=float, default=15)
    parser.add_argument("--dev", type=int, default=300, help="ordinary calls in the quick figures; a third as many scams")
    args = parser.parse_args()
    if args.world > 1:
        mp.spawn(run, (args,), nprocs=args.world)
    else:
        run(0, args)


if __name__ == "__main__":
    main()
