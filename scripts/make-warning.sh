#!/usr/bin/env bash
# Makes assets/warning-en.wav again: two short tones, then what the protected party is told. Needs flite and sox.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flite -voice slt -o "$work/speech.wav" -t "Warning. This call may be a scam. Do not pay. Do not read out any code. You can hang up now."
# Telephone band, level of a caller who speaks up; 8 kHz mu-law as the line carries it.
sox -n -r 8000 -c 1 "$work/tone.wav" synth 0.12 sine 950 fade 0.01 0.12 0.01 vol 0.3 pad 0 0.06 repeat 1
sox "$work/speech.wav" -r 8000 -c 1 "$work/voice.wav" highpass 200 norm -4
sox "$work/tone.wav" "$work/voice.wav" -r 8000 -c 1 -e u-law assets/warning-en.wav
