import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleantext.hashing import check_of, rows_of, scramble, scramble_wide
from tests import reference

hashes = st.integers(0, reference.MASK)


def test_scramble_is_the_reference_hash_and_one_to_one() -> None:
    values = np.arange(0, 1 << 32, 104_729, dtype=np.uint32)
    scrambled = scramble(values)
    assert scrambled.tolist() == [reference.scramble(int(value)) for value in values]
    assert len(np.unique(scrambled)) == len(values)


def test_scramble_wide_is_splitmix64() -> None:
    zero = np.zeros(1, np.uint64)
    assert scramble_wide(zero).tolist() == [0xE220A8397B1DCDAF]  # the first number it yields from seed 0
    values = np.arange(1 << 16, dtype=np.uint64)
    assert len(np.unique(scramble_wide(values))) == len(values)


@given(st.lists(hashes, min_size=1), st.integers(1, 24))
def test_upper_bits_name_the_row_and_the_lowest_byte_checks(values: list[int], n_bits: int) -> None:
    array = np.array(values, np.uint32)
    n_rows = 1 << n_bits
    assert rows_of(array, n_rows).tolist() == [reference.row_of(value, n_rows) for value in values]
    assert check_of(array).tolist() == [value & 0xFF for value in values]
