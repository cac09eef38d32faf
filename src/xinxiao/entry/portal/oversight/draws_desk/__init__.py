"""The desk of plans and draws: a plan comes in, its tasks become draws that are approved, committed, drawn, and followed by inspections."""
