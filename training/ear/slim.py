"""A checkpoint to go on from: weights in half precision, without the optimiser's state.

    python slim.py CHECKPOINT OUT
"""
import sys

import torch


def main():
    c = torch.load(sys.argv[1], map_location='cpu', weights_only=False)
    half = {k: v.half() for k, v in c['model'].items()}
    torch.save({'cfg': c['cfg'], 'model': half, 'step': c['step'], 'aud': c.get('aud', 0)}, sys.argv[2])


if __name__ == '__main__':
    main()
