"""llama_model_quantize of the llama.cpp library that ships inside node-llama-cpp, so that no tool has to be built.

    python quantise.py IN.gguf OUT.gguf q8_0|q4_k_m
"""
from __future__ import annotations

import ctypes
import sys
from pathlib import Path

LIBRARIES = Path(__file__).parents[2] / "node_modules/@node-llama-cpp/linux-x64/bins/linux-x64"
FILE_TYPES = {"q8_0": 7, "q4_k_m": 15, "f16": 1}  # enum llama_ftype


def quantise(source: Path, target: Path, kind: str, threads: int = 1) -> None:
    """@throws RuntimeError when llama.cpp refuses"""
    for pattern in ("libggml-base.so*", "libggml.*so*"):
        for file in sorted(LIBRARIES.glob(pattern)):
            ctypes.CDLL(str(file), mode=ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(str(next(LIBRARIES.glob("libllama.*so*"))), mode=ctypes.RTLD_GLOBAL)

    class Head(ctypes.Structure):  # the first fields of llama_model_quantize_params; the rest keeps its defaults
        _fields_ = [("threads", ctypes.c_int32), ("file_type", ctypes.c_int)]

    class Parameters(ctypes.Structure):
        _fields_ = [("head", Head), ("rest", ctypes.c_byte * 512)]

    defaults = library.llama_model_quantize_default_params
    defaults.restype = Parameters
    quiet = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(lambda level, text, _: None)
    library.llama_log_set(quiet, None)
    library.llama_backend_init()
    parameters = defaults()
    parameters.head.threads, parameters.head.file_type = threads, FILE_TYPES[kind]
    code = library.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(parameters))
    if code != 0:
        raise RuntimeError(f"llama_model_quantize answered {code} for {kind}")


if __name__ == "__main__":
    quantise(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
