"""Adds what was run since the last time to the ledger in the tree: ledger.py RUNS LEDGER. The runs are then counted."""

import sys
from pathlib import Path

HEAD = "target\tminutes\texecutions\tlast run"
runs, ledger = Path(sys.argv[1]), Path(sys.argv[2])

totals = {}
if ledger.exists():
    for line in ledger.read_text().splitlines()[1:]:
        target, minutes, executions, date = line.split("\t")
        totals[target] = [float(minutes), int(executions), date]
if runs.exists():
    for line in runs.read_text().splitlines():
        target, _clock, processor, executions, _result, ended = line.split("\t")
        total = totals.setdefault(target, [0.0, 0, ""])
        total[0] += int(processor) / 60
        total[1] += int(executions)
        total[2] = max(total[2], ended[:10])
    with runs.with_name("counted.tsv").open("a") as counted:
        counted.write(runs.read_text())
    runs.unlink()
rows = [f"{target}\t{minutes:.1f}\t{executions}\t{date}" for target, (minutes, executions, date) in sorted(totals.items())]
ledger.write_text("\n".join([HEAD, *rows]) + "\n")
