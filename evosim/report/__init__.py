"""What was bred, how, and what came out: one page of a run, or of several, that opens without a network."""

from evosim.report.page import report, report_of

__all__ = ["report", "report_of"]
