"""Text to vectors: all-MiniLM-L6-v2 as int8 ONNX, on one thread, without any download."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

MODEL = Path(__file__).parent / "models" / "all-MiniLM-L6-v2"
MAX_TOKENS = 256
BATCH = 16
KEPT_TEXTS = 10_000

_kept: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()
_lock = Lock()


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of 384 numbers, one row a text. Texts seen before come from memory."""
    missing = [text for text in dict.fromkeys(texts) if text not in _kept]
    fresh: dict[str, npt.NDArray[np.float32]] = {}
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        fresh.update(zip(batch, run(batch), strict=True))
    rows = [fresh[text] if text in fresh else recall(text) for text in texts]
    remember(fresh)
    return np.stack(rows) if rows else np.zeros((0, 384), np.float32)


def recall(text: str) -> npt.NDArray[np.float32]:
    vector = _kept.get(text)
    return run([text])[0] if vector is None else vector


def remember(fresh: dict[str, npt.NDArray[np.float32]]) -> None:
    with _lock:
        _kept.update(fresh)
        while len(_kept) > KEPT_TEXTS:
            _kept.popitem(last=False)


def run(texts: list[str]) -> Vectors:
    session, tokenizer = model()
    encoded = tokenizer.encode_batch(texts)
    ids = np.array([e.ids for e in encoded], np.int64)
    mask = np.array([e.attention_mask for e in encoded], np.int64)
    fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    vectors: Vectors = session.run(["embedding"], fed)[0]
    return vectors


@lru_cache(maxsize=1)
def model() -> tuple[Any, Any]:
    """Loaded on first use: imports and weights cost 0.2 s and 120 MB that a web process may never need."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return onnxruntime.InferenceSession(str(MODEL / "model_int8.onnx"), options, ["CPUExecutionProvider"]), tokenizer


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """The whole English words of the model's vocabulary: about 20,000 that nobody has misspelt."""
    return frozenset(word for word in model()[1].get_vocab() if word.isalpha() and word.isascii() and len(word) > 3)
