"""Sixteen agents at a time.

Agents lie side by side: the energies of agents i to i + 15 of a world are 64 bytes in a row. `take`
reads such a piece of a row into one value, a vector of 16 lanes, `put` writes it back, and between them
a kernel computes with the 16 as if they were one: `+ - * /`, comparisons, `& | ^ ~`, and the words below.
What agents do differently is said with `where`; what few of them do is done one by one, in `while` loops
over `which`.

Lanes are floats (float32), wholes (int32) or truths (bool). A plain number beside lanes goes for all of
them. Nothing here reorders or drops a rounding, and `fused` rounds once wherever it runs: any machine
gets the same bits. One with AVX-512 holds 16 floats in a register, one with AVX2 in two.

Where nothing is compiled the same words work on numpy arrays of 16: slow, and alike but for the last bit
of `fused`.
"""

import numba

if numba.config.DISABLE_JIT:
    from evosim.kernels import plain as words
else:
    from evosim.kernels import vectors as words

exponent = words.exponent
first_of = words.first_of
floats = words.floats
fused = words.fused
gather = words.gather
gather_from = words.gather_from
higher = words.higher
lots = words.lots
lower = words.lower
numbers = words.numbers
power_of_2 = words.power_of_2
put = words.put
root = words.root
size_of = words.size_of
some = words.some
take = words.take
total = words.total
truths = words.truths
units = words.units
where = words.where
which = words.which
wholes = words.wholes
