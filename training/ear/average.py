"""The mean of several checkpoints of one run, or of runs that began with each other, with the steps and hours of the last.

    python average.py OUT CHECKPOINT CHECKPOINT ...
"""
import sys

import torch


def main():
    checkpoints = [torch.load(path, map_location='cpu', weights_only=False) for path in sys.argv[2:]]
    mean = {k: sum(c['model'][k].float() for c in checkpoints) / len(checkpoints) for k in checkpoints[0]['model']}
    last = checkpoints[-1]
    torch.save({'cfg': last['cfg'], 'model': mean, 'step': last['step'], 'aud': last['aud']}, sys.argv[1])


if __name__ == '__main__':
    main()
