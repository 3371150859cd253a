import pytest

from cairn.lib import money


@pytest.mark.parametrize(
    ("paise", "said"),
    [(0, "₹0"), (99900, "₹999"), (1500000, "₹15,000"), (12345600, "₹1,23,456"), (1000000000, "₹1,00,00,000")],
)
def test_rupees_stand_in_indian_groups(paise, said):
    assert money.rupees(paise) == said
