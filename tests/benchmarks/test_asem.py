"""The published sensitivity design: the same order of the four choices, and figures near those printed."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest
from benchmarks.asem_sensitivity import CHOICES, facts_of, main, sensitivity

from zhixing.kernel.plan import compile_plan

PLAN = Path(__file__).parents[1] / "vectors" / "plans" / "asem-pipeline"
NAMES = {
    "Winmax": "winmax",
    "Normalisation": "normalisation",
    "Weights": "weights",
    "Aggregation": "aggregation",
}


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.skipif(find_spec("SALib") is None, reason="SALib is not installed: zhixing[sensitivity]")
def test_the_choices_matter_in_the_published_order(reference: Path) -> None:
    """Both are Monte-Carlo figures of 600 and 768 indices with wide intervals: the order is asked for, not the digits."""
    figures = reference / "vectors" / "asem_coinr"
    plan = compile_plan(PLAN).plan
    assert plan is not None
    found = sensitivity(plan, facts_of(plan, figures), 128, seed=2018)
    with (figures / "sa_vignette_sobol.csv").open(newline="") as lines:
        published = {NAMES[row["Variable"]]: row for row in csv.DictReader(lines)}
    assert sorted(CHOICES, key=lambda name: -found[name][1]) == sorted(
        CHOICES, key=lambda name: -float(published[name]["STi"])
    )
    for name in CHOICES:
        assert abs(found[name][1] - float(published[name]["STi"])) < 0.15, name


def test_without_figures_the_program_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--figures", str(tmp_path / "none")]) == 2
    assert "no figures at" in capsys.readouterr().out
