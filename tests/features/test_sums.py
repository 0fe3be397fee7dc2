import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.features.sums import sum_stretches


@given(
    st.lists(st.integers(0, 9), max_size=8),
    st.integers(1, 9),
    st.sampled_from(["i1", "i2"]),
    st.integers(0, 99),
)
@example([], 3, "i1", 0)
@example([0, 0], 3, "i2", 0)
def test_stretches_add_up_row_by_row(lengths: list[int], n_columns: int, dtype: str, seed: int) -> None:
    bounds = np.cumsum([0, *lengths])
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    rng = np.random.default_rng(seed)
    rows = rng.integers(low, high, (int(bounds[-1]), n_columns), endpoint=True).astype(dtype)
    found = sum_stretches(rows, bounds)
    assert found.shape == (len(lengths), n_columns)
    for total, start, end in zip(found.tolist(), bounds[:-1], bounds[1:], strict=True):
        assert total == [sum(int(row[column]) for row in rows[start:end]) for column in range(n_columns)]


@pytest.mark.parametrize("length", [255, 256, 257, 511, 512, 513, 5000])
@pytest.mark.parametrize("value", [-128, 127])
def test_no_length_of_stretch_overflows(length: int, value: int) -> None:
    rows = np.full((3 + length + 2, 5), value, np.int8)
    bounds = np.array([0, 3, 3 + length, 3 + length, len(rows)])
    expected = [3 * value, length * value, 0, 2 * value]
    assert sum_stretches(rows, bounds).tolist() == [[each] * 5 for each in expected]


@pytest.mark.parametrize("value", [-(1 << 15), (1 << 15) - 1])
def test_wide_values_overflow_no_sooner(value: int) -> None:
    length = (1 << 16) + 1
    rows = np.full((length, 2), value, np.int16)
    assert sum_stretches(rows, np.array([0, length])).tolist() == [[length * value] * 2]
