"""Where the recipe reads and writes. Everything made by training stays in the cache, which git ignores."""
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
CACHE = Path(os.environ.get('EAR_CACHE', REPO / '.cache' / 'ear'))
DATA = CACHE / 'data'
SHARDS = DATA / 'shards'
EVAL = DATA / 'eval'
# Read-only material beside the checkout: transcripts/ and training/speech/ (see README.md, "Material").
SHARED = Path(os.environ.get('EAR_SHARED', REPO.parent / 'shared'))
# Files that fix the model's shape and so are kept in git.
SEED_PHONES = HERE / 'seed' / 'phones.json'
UNITS = HERE / 'seed' / 'units.json'
GGML_HEADER = HERE / 'seed' / 'ggml-header.bin'
