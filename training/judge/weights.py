"""Reading a checkpoint, and writing it as a GGUF of llama.cpp's llama architecture."""
from __future__ import annotations

import json
from pathlib import Path

import gguf
import numpy as np
import torch

from network import Llama, Shape
from vocabulary import CALL, CONTROL, END, PAD, json_tokens


def load(file: Path, device: str = "cpu") -> tuple[Llama, dict]:
    """The network and what else the checkpoint says (step, spent seconds, best)."""
    state = torch.load(file, map_location=device, weights_only=False)
    model = Llama(Shape(**state["shape"])).to(device)
    model.load_state_dict(state["model"])
    return model.eval(), {k: v for k, v in state.items() if k not in ("model", "listener", "optimizer", "shape")}


def interleaved(matrix: torch.Tensor, heads: int) -> torch.Tensor:
    """Rows of q or k in llama.cpp's order, which turns neighbouring rows together: (0, h/2, 1, h/2 + 1, ...) of each head."""
    rows, columns = matrix.shape
    return matrix.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def halves(matrix: torch.Tensor, heads: int) -> torch.Tensor:
    """The way back from `interleaved`."""
    rows, columns = matrix.shape
    return matrix.view(heads, rows // heads // 2, 2, columns).transpose(1, 2).reshape(rows, columns)


def read_gguf(file: Path) -> dict[str, torch.Tensor]:
    """A shipped model's weights under the network's names, so that training can go on without a checkpoint."""
    reader = gguf.GGUFReader(str(file))
    heads = int(reader.fields["llama.attention.head_count"].contents())
    names = {"token_embd": "embedding", "output_norm": "norm", "attn_output": "o", "ffn_gate": "gate", "ffn_up": "up", "ffn_down": "down"}
    out: dict[str, torch.Tensor] = {}
    for tensor in reader.tensors:
        value = torch.from_numpy(gguf.dequantize(tensor.data, tensor.tensor_type).copy()).float()
        parts = tensor.name.removesuffix(".weight").split(".")
        name = names.get(parts[-1], parts[-1].removeprefix("attn_") if parts[-1] in ("attn_q", "attn_k", "attn_v") else parts[-1])
        value = halves(value, heads) if name in ("q", "k") else value
        out[name if len(parts) == 1 else f"layers.{parts[1]}.{name}"] = value
    return out


def write_gguf(model: Llama, vocabulary: Path, out: Path, name: str, context: int) -> None:
    """Matrices and embedding as float16, norms as float32."""
    shape = model.shape
    writer = gguf.GGUFWriter(str(out), "llama")
    writer.add_name(name)
    writer.add_license("Apache-2.0")
    writer.add_languages(["en"])
    writer.add_context_length(context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    add_vocabulary(writer, vocabulary)

    def tensor(key: str, value: torch.Tensor) -> None:
        writer.add_tensor(key, value.detach().cpu().numpy().astype(np.float16 if value.ndim == 2 else np.float32))

    tensor("token_embd.weight", model.embedding)
    tensor("output_norm.weight", model.norm)
    for n, layer in enumerate(model.layers):
        for key, value in {
            "attn_norm": layer.attn_norm, "ffn_norm": layer.ffn_norm, "attn_q": interleaved(layer.q, shape.heads), "attn_k": interleaved(layer.k, shape.heads),
            "attn_v": layer.v, "attn_output": layer.o, "ffn_gate": layer.gate, "ffn_up": layer.up, "ffn_down": layer.down,
        }.items():
            tensor(f"blk.{n}.{key}.weight", value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_vocabulary(writer: gguf.GGUFWriter, file: Path) -> None:
    """Control tokens are parsed only where asked for; an id of the taxonomy is an ordinary text token with its quotes."""
    content = json.loads(file.read_text())
    ids = dict(content["model"]["vocab"]) | {t["content"]: t["id"] for t in content["added_tokens"]}
    tokens = [t for t, _ in sorted(ids.items(), key=lambda item: item[1])]
    kinds = {**{t: gguf.TokenType.CONTROL for t in CONTROL}, **{t: gguf.TokenType.USER_DEFINED for t in json_tokens()}}
    merges = [m if isinstance(m, str) else " ".join(m) for m in content["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([kinds.get(t, gguf.TokenType.NORMAL) for t in tokens])
    writer.add_token_merges(merges)
    writer.add_bos_token_id(ids[CALL])
    writer.add_eos_token_id(ids[END])
    writer.add_pad_token_id(ids[PAD])
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
