"""Lanes compute what numpy computes on arrays of 16, compiled or not."""

import numpy as np
import pytest

from evosim.kernels.jit import kernel
from evosim.kernels.lanes import (
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
    total,
    truths,
    units,
    where,
    which,
    wholes,
)
from evosim.kernels.random import bits, unit
from tests.kernels.byhand import alone

AT = 16  # the second piece of a row


@pytest.fixture
def rows():
    rng = np.random.default_rng(3)
    return (rng.normal(0, 3, (3, 32)).astype(np.float32), rng.integers(-40, 40, (3, 32)).astype(np.int32),
            rng.random((3, 32)) < 0.5)


@kernel
def _arithmetic(x, n, b, out):
    p, q, r = take(x[0], 16), take(x[1], 16), take(x[2], 16)
    p += 1
    put(out[0], 16, p + q * r - q / (1.5 + r * r))
    put(out[1], 16, fused(p, q, -r))
    put(out[2], 16, lower(p, q) + higher(r, 0.25) * size_of(q) + root(size_of(p)))
    put(out[3], 16, where((p < q) & ~take(b[0], 16) | (r >= 0.5), 2, p))
    put(out[4], 16, floats(take(n[0], 16)) * 0.5 + floats(p != q) + power_of_2(floats(take(n[0], 16))))


def test_floats(rows):
    x, n, b = rows
    out = np.zeros((5, 32), np.float32)
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
    k, m = take(n[0], 16), take(n[1], 16)
    put(out[0], 16, (k + 3) * m - k)
    put(out[1], 16, where(k == m, 7, wholes(take(x[0], 16))))
    put(out[2], 16, numbers(16) + gather(small, numbers(0)) + take(small, 0))
    put(out[3], 16, (size_of(k) >> 1) | (higher(k, m) << 2) & 63)
    put(flags[0], 16, (k != m) ^ take(b[0], 16))
    put(flags[1], 16, truths(True))


def test_wholes_and_truths(rows):
    x, n, b = rows
    small = np.arange(200, 232, dtype=np.uint8)
    out, flags = np.zeros((4, 32), np.int32), np.zeros((2, 32), np.bool_)
    alone(_on_wholes)(x, n, b, small, out, flags)
    k, m = n[:2, AT:]
    assert np.array_equal(out[:, AT:], [
        (k + 3) * m - k, np.where(k == m, 7, x[0, AT:].astype(np.int32)),
        np.arange(16, 32) + 2 * np.arange(200, 216), (abs(k) >> 1) | (np.maximum(k, m) << 2) & 63])
    assert np.array_equal(flags[:, AT:], [(k != m) ^ b[0, AT:], np.ones(16, bool)])


@kernel
def _sums(x, n, b, out):
    out[0], out[1] = total(take(x[0], 16)), total(take(n[0], 16))
    left, found = which(take(b[0], 16)), 0
    while left:
        found = 100 * found + first_of(left)
        left &= left - 1
        if found > 1_000_000:
            break
    out[2], out[3], out[4] = found, some(take(b[0], 16)), some(take(n[0], 16) > 1000)


def test_what_comes_of_all_lanes(rows):
    x, n, b = rows
    out = np.zeros(5)
    alone(_sums)(x, n, b, out)
    halves = x[0, AT:].astype(float)
    while len(halves) > 1:
        halves = halves[:len(halves) // 2] + halves[len(halves) // 2:]
    found = 0
    for k in np.flatnonzero(b[0, AT:]):
        found = 100 * found + int(k)
        if found > 1_000_000:
            break
    assert out.tolist() == [halves[0], n[0, AT:].sum(), found, True, False]


@kernel
def _draws(key, out, many):
    put(out[0], 16, units(key, 5, 77, 16))
    put(many[0], 16, lots(key, 6, 78, 16))


def test_draws_are_those_of_single_agents():
    key = np.uint64(0xDEADBEEF12345678)
    out, many = np.zeros((1, 32), np.float32), np.zeros((1, 32), np.int32)
    alone(_draws)(key, out, many)
    assert out[0, AT:].tolist() == [unit(np.uint64(bits(key, 5, 77, i))) for i in range(16, 32)]
    assert many[0, AT:].tolist() == [int(bits(key, 6, 78, i)) >> 33 for i in range(16, 32)]
    assert out[0, AT:].min() > 0 and out.max() < 1 and len(set(many[0, AT:])) == 16
