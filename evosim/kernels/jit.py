"""How kernels are compiled."""

import numba
from numba import njit
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering

import evosim.kernels  # noqa: F401  sets the cache folder before anything is compiled


@register_pass(mutates_CFG=True, analysis_only=False)
class _PlainLowering(NativeLowering):
    """Leaves out what vectors need no help with: loops are as wide as they are written."""

    _name = "plain_lowering"

    def run_pass(self, state):
        kept = {name: getattr(numba.config, name) for name in _LIGHT}
        try:
            for name, value in _LIGHT.items():
                setattr(numba.config, name, value)
            return super().run_pass(state)
        finally:
            for name, value in kept.items():
                setattr(numba.config, name, value)


class _Pipeline(CompilerBase):
    """How numba compiles a kernel: as any other function, but for the last step."""

    def define_pipelines(self):
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [(_PlainLowering if step is NativeLowering else step, why)
                           for step, why in pipeline.passes]
        pipeline.finalize()
        return [pipeline]


# At level 3, and looking for loops to vectorize, compiling takes a quarter longer, and what comes out is
# slower by a tenth.
_LIGHT = {"OPT": 1, "LOOP_VECTORIZE": 0, "SLP_VECTORIZE": 0}

# What calls a kernel is compiled with it, so only `step.live`, the one way in, is kept on disk; and none is
# called from Python, which takes a wrapper that unpacks all arguments: a third of what compiling cost.
_INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": _Pipeline}

# A kernel allocates nothing and borrows all its arrays from its caller, so it needs no reference
# counts: without them a tick of the default world costs 456 ns an agent instead of 680. It is
# inlined, for a call hands over every array word by word: 10 ns and more where it is for each agent.
kernel = njit(_nrt=False, forceinline=True, **_INNER)

# Not inlined: what a part of a world does once a tick for all, which costs nothing there and would make
# `live` ever longer to compile.
hook = njit(_nrt=False, **_INNER)

# The way in: kept on disk, and lived without the interpreter's lock.
outer = njit(cache=True, nogil=True, _nrt=False, pipeline_class=_Pipeline)


def alone(inner):
    """A kernel as Python can call it, compiled on its own: for tests and benchmarks.

    Args:
        inner: a `kernel` or `hook`; a plain function where nothing is compiled.
    """
    options = getattr(inner, "targetoptions", None)
    if options is None:
        return inner
    return njit(_nrt=False)(inner.py_func)
