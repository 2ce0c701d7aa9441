"""What a bench says: a table for people, then one line of JSON for programs, kept in the data folder as well."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

KEPT_IN = Path("var") / "bench"


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which `share` (0 to 1) of `values` lie; 0 where there is none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


def spread(values: Sequence[float]) -> dict[str, float]:
    """Give p50, p99 and max, rounded to a tenth."""
    return {
        "p50": round(percentile(values, 0.5), 1),
        "p99": round(percentile(values, 0.99), 1),
        "max": round(max(values, default=0.0), 1),
    }


def machine() -> dict[str, Any]:
    """Say on what the figures were measured."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()}


def report(
    name: str,
    figures: Mapping[str, Any],
    *,
    wanted: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Print the figures as a table beside what is wanted of them, and as JSON last; keep the JSON in a file.

    `details` stand in the JSON only.
    """
    table = Table("figure", "measured", "wanted", title=f"redress bench {name}")
    for key, value in figures.items():
        table.add_row(key, json.dumps(value), (wanted or {}).get(key, ""))
    Console().print(table)
    line = json.dumps({"bench": name, **figures, **(details or {}), "machine": machine()})
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    (KEPT_IN / f"{name}.json").write_text(line + "\n", encoding="utf-8")
    print(line, flush=True)
