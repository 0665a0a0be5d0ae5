"""What the inspected unit sees of its findings: plan, progress, report, more time, and what it says against papers."""
