"""As many agents at a time as a vector register holds: 16 with AVX-512, else 8 (`width.LANES`).

Agents lie side by side: the energies of the agents from i on in a world stand in a row. `take` reads a
piece of such a row into one value, a vector of lanes, `put` writes it back, and between them a kernel
computes with all of them as if they were one: `+ - * /`, comparisons, `& | ^ ~`, and the words below.
What agents do differently is said with `where`; what few of them do is done one by one, in `while` loops
over `which`.

Lanes are floats (float32), wholes (int32) or truths (bool). A plain number beside lanes goes for all of
them. Nothing here reorders or drops a rounding, and `fused` rounds once wherever it runs: any machine
gets the same bits, and sums over agents go by eights everywhere.

Where nothing is compiled the same words work on numpy arrays: slow, and alike but for the last bit
of `fused`.
"""

import numba

if numba.config.DISABLE_JIT:
    from evosim.kernels import plain as words
else:
    from evosim.kernels import vectors as words

add_up = words.add_up
alike = words.alike
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
truths = words.truths
units = words.units
where = words.where
which = words.which
wholes = words.wholes
