#!/bin/bash
# Two single-thread data-parallel ranks: on two shared cores faster than one process with two threads. Arguments go to train.py.
cd "$(dirname "$0")"
logs=${EAR_CACHE:-../../.cache/ear}/logs
python=${PYTHON:-../../.venv-train/bin/python}
mkdir -p "$logs"
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
for rank in 1 0; do
  setsid nohup nice -n 19 "$python" train.py --bf16 --world 2 --rank $rank "$@" >> "$logs/train.$rank.log" 2>&1 &
  echo $! > "$logs/train.$rank.pid"
done
