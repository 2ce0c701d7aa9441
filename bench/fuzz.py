"""`make fuzz`: every property again, on two thousand lives drawn anew; a table, then one line of JSON."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

from bench.report import report


def main() -> None:
    """Run the properties and report; exits with what pytest found."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        options = ["-m", "hypothesis", "--hypothesis-profile=fuzz", "--timeout=3000", f"--junitxml={results}"]
        code = subprocess.call([sys.executable, "-m", "pytest", *options, *sys.argv[1:]])
        suites = ElementTree.parse(results).getroot().iter("testsuite")
        counts = [(int(suite.get("tests", 0)), int(suite.get("failures", 0))) for suite in suites]
    figures = {
        "properties": sum(tests for tests, _ in counts),
        "failures": sum(failures for _, failures in counts),
        "examples_each": 2_000,
        "seconds": round(time.perf_counter() - began, 1),
    }
    report("fuzz", figures, wanted={"failures": "0"})
    sys.exit(code)


if __name__ == "__main__":
    main()
