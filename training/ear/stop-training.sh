#!/bin/bash
# Save and stop both ranks; the same train-on-cpu.sh line goes on from there.
cd "$(dirname "$0")"
kill -TERM $(cat "${EAR_CACHE:-../../.cache/ear}"/logs/train.[01].pid)
