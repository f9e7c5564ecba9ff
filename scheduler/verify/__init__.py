"""The independent check of plans: every rule of the shop once more, in wall-clock time, without a solver."""

from scheduler.verify.registry import RULES, Rule
from scheduler.verify.run import checks, findings, verify
from scheduler.verify.violation import Findings, Violation

__all__ = ["RULES", "Findings", "Rule", "Violation", "checks", "findings", "verify"]
