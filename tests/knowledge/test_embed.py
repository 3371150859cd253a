import numpy as np

from cairn.knowledge.embed import embed, model


def test_like_questions_are_near_and_unlike_ones_far():
    dog, pet, price = embed(["can I bring my dog", "are pets allowed", "what does it cost"])
    assert dog @ pet > 0.5 > dog @ price


def test_vectors_have_unit_length_and_keep_their_order():
    texts = [f"question number {n}" for n in range(20)]
    vectors = embed(texts)
    assert vectors.shape == (20, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_very_long_text_is_cut_not_refused():
    assert embed(["word " * 5000]).shape == (1, 384)


def test_the_model_is_loaded_once():
    assert model() is model()


def test_nothing_gives_nothing():
    assert embed([]).shape == (0, 384)
