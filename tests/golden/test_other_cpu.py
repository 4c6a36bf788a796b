"""The same digests on a processor without AVX2, AVX or FMA, as far as one can be had from this one.

numba compiles for the other processor, numpy and the C library are told to leave out what it would not have.
"""

import json
import os
import platform
import subprocess
import sys

import pytest

from tests.golden.runs import changes, known

OLD = {
    "NUMBA_CPU_NAME": "x86-64-v2",
    "NUMBA_CPU_FEATURES": "+sse,+sse2,+sse3,+ssse3,+sse4.1,+sse4.2,+popcnt,+cx16,-avx,-avx2,-fma,-avx512f",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX_Usable,-AVX2_Usable,-FMA_Usable,-AVX2,-FMA",
    "OPENBLAS_CORETYPE": "Nehalem",
}


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names processors of another kind")
@pytest.mark.parametrize("name", ["small", "plastic", "first", "imposters", "everything"])
def test_results_do_not_hang_on_the_width_of_vectors(name, tmp_path):
    words = [sys.executable, "-m", "tests.golden", "--print", name]
    old = dict(OLD)
    if name == "everything":  # the C library's fused product in software takes it more than half an hour
        del old["GLIBC_TUNABLES"]
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | old)
    assert done.returncode == 0, done.stderr[-2000:]
    assert changes({name: known()["runs"][name]}, json.loads(done.stdout)) == []
