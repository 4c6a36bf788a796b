"""Lanes compute what numpy computes on arrays, compiled or not."""

import numpy as np
import pytest

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import (
    add_up,
    alike,
    first_of,
    floats,
    fused,
    gather,
    higher,
    lots,
    lower,
    numbers,
    power_of_2,
    put,
    root,
    size_of,
    some,
    take,
    truths,
    units,
    where,
    which,
    wholes,
)
from evosim.kernels.random import bits, unit
from evosim.kernels.width import LANES
from tests.kernels.byhand import alone

AT = LANES  # the second piece of a row


@pytest.fixture
def rows():
    rng = np.random.default_rng(3)
    shape = 3, 2 * AT
    return (rng.normal(0, 3, shape).astype(np.float32), rng.integers(-40, 40, shape).astype(np.int32),
            rng.random(shape) < 0.5)


@kernel
def _arithmetic(x, n, b, out):
    p, q, r = take(x[0], AT), take(x[1], AT), take(x[2], AT)
    p += 1
    put(out[0], AT, p + q * r - q / (1.5 + r * r))
    put(out[1], AT, fused(p, q, -r))
    put(out[2], AT, lower(p, q) + higher(r, 0.25) * size_of(q) + root(size_of(p)))
    put(out[3], AT, where((p < q) & ~take(b[0], AT) | (r >= 0.5), 2, p))
    put(out[4], AT, floats(take(n[0], AT)) * 0.5 + floats(p != q) + power_of_2(floats(take(n[0], AT))))


def test_floats(rows):
    x, n, b = rows
    out = np.zeros((5, 2 * AT), np.float32)
    alone(_arithmetic)(x, n, b, out)
    p, q, r = x[:, AT:]
    p = p + np.float32(1)
    wanted = [p + q * r - q / (np.float32(1.5) + r * r),
              (p.astype(float) * q - r).astype(np.float32),
              np.minimum(p, q) + np.maximum(r, np.float32(0.25)) * abs(q) + np.sqrt(abs(p)),
              np.where((p < q) & ~b[0, AT:] | (r >= 0.5), np.float32(2), p),
              n[0, AT:].astype(np.float32) * np.float32(0.5) + 1 + np.exp2(n[0, AT:]).astype(np.float32)]
    np.testing.assert_allclose(out[:, AT:], wanted, rtol=1e-6, atol=1e-6)
    assert not out[:, :AT].any()


@kernel
def _on_wholes(x, n, b, small, out, flags):
    k, m = take(n[0], AT), take(n[1], AT)
    put(out[0], AT, (k + 3) * m - k)
    put(out[1], AT, where(k == m, 7, wholes(take(x[0], AT))))
    put(out[2], AT, numbers(AT) + gather(small, numbers(0)) + take(small, 0))
    put(out[3], AT, (size_of(k) >> 1) | (higher(k, m) << 2) & 63)
    put(flags[0], AT, (k != m) ^ take(b[0], AT))
    put(flags[1], AT, truths(True))


def test_wholes_and_truths(rows):
    x, n, b = rows
    small = np.arange(200, 200 + 2 * AT, dtype=np.uint8)
    out, flags = np.zeros((4, 2 * AT), np.int32), np.zeros((2, 2 * AT), np.bool_)
    alone(_on_wholes)(x, n, b, small, out, flags)
    k, m = n[:2, AT:]
    assert np.array_equal(out[:, AT:], [
        (k + 3) * m - k, np.where(k == m, 7, x[0, AT:].astype(np.int32)),
        np.arange(AT, 2 * AT) + 2 * np.arange(200, 200 + AT), (abs(k) >> 1) | (np.maximum(k, m) << 2) & 63])
    assert np.array_equal(flags[:, AT:], [(k != m) ^ b[0, AT:], np.ones(AT, bool)])


@kernel
def _sums(x, n, b, out):
    add_up(out, 0, take(x[0], AT))
    left, found = which(take(b[0], AT)), 0
    while left:
        found = 100 * found + first_of(left)
        left &= left - 1
        if found > 1_000_000:
            break
    out[1], out[2], out[3] = found, some(take(b[0], AT)), some(take(n[0], AT) > 1000)


def test_what_comes_of_all_lanes(rows):
    x, n, b = rows
    out = np.full(4, 0.1)
    alone(_sums)(x, n, b, out)
    total = 0.1
    for halves in x[0, AT:].astype(float).reshape(-1, 8):
        while len(halves) > 1:
            halves = halves[:len(halves) // 2] + halves[len(halves) // 2:]
        total += halves[0]
    found = 0
    for k in np.flatnonzero(b[0, AT:]):
        found = 100 * found + int(k)
        if found > 1_000_000:
            break
    assert out.tolist() == [total, found, True, False]


@kernel
def _draws(key, out, many):
    put(out[0], AT, units(key, 5, 77, AT))
    put(many[0], AT, lots(key, 6, 78, AT))


def test_draws_are_those_of_single_agents():
    key = np.uint64(0xDEADBEEF12345678)
    out, many = np.zeros((1, 2 * AT), np.float32), np.zeros((1, 2 * AT), np.int32)
    alone(_draws)(key, out, many)
    assert out[0, AT:].tolist() == [unit(np.uint64(bits(key, 5, 77, i))) for i in range(AT, 2 * AT)]
    assert many[0, AT:].tolist() == [int(bits(key, 6, 78, i)) >> 33 for i in range(AT, 2 * AT)]
    assert out[0, AT:].min() > 0 and out.max() < 1 and len(set(many[0, AT:])) == AT


@kernel
def _look_for(cells, found):
    found[0], found[1] = alike(cells, 3, 1), alike(cells, 3, 0)


def test_bytes_alike():
    cells = np.random.default_rng(4).integers(0, 3, 40).astype(np.uint8)
    found = np.zeros(2, np.int64)
    alone(_look_for)(cells, found)
    for value, bits_found in zip((1, 0), found, strict=True):
        assert [(int(bits_found) >> k) & 1 for k in range(32)] == (cells[3:35] == value).tolist()
