#!/bin/bash
# Export, check, examine and describe a checkpoint: ./release.sh CHECKPOINT VERSION [EVALUATION_OF_THE_EAR_BEFORE.json]
set -euo pipefail
cd "$(dirname "$0")"
checkpoint=$1 version=$2 before=${3:+--before $3}
work=${EAR_CACHE:-../../.cache/ear}/release-$version
python=${PYTHON:-../../.venv-train/bin/python}
models=../../models
mkdir -p "$work"
[ -e ${EAR_CACHE:-../../.cache/ear}/data/exam/calls/index.json ] || $python make_eval.py calls
$python export_moonshine.py "$checkpoint" "$work/ear-en"
$python export_ggml.py "$checkpoint" "$work/ear-en-ggml/ear-en.ggml-q8_0.bin" --window 256
$python check/check_exports.py "$checkpoint" --moonshine "$work/ear-en" --ggml "$work/ear-en-ggml/ear-en.ggml-q8_0.bin" --out "$work/exports.json" ${CHECK_FLAGS:-}
$python evaluate.py "$checkpoint" "$work/evaluation.json"
$python slim.py "$checkpoint" "$work/ear-en/ear-en.checkpoint.pt"
mkdir -p "$models/ear-en" "$models/ear-en-ggml"
cp "$work"/ear-en/* "$models/ear-en/"
cp "$work"/ear-en-ggml/* "$models/ear-en-ggml/"
for pair in "ear-en moonshine" "ear-en-ggml ggml"; do
  set -- $pair
  $python card.py "$models/$1" --container "$2" --version "$version" --about about.json --evaluation "$work/evaluation.json" --exports "$work/exports.json" $before
done
