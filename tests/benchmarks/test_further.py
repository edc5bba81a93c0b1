"""Peers give the same grades, unlike results are refused, missing libraries are named. No test asserts a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.alongside import Timings
from benchmarks.equality import Unequal
from benchmarks.facts import Facts, write_facts
from benchmarks.ranking import Ranking

from benchmarks import further, peers, per_mu, ranking, what_if

FIRMS = 3_000
LIMITS = per_mu.Limits(threads=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("further")


@pytest.fixture(scope="module")
def facts(folder: Path) -> Facts:
    return write_facts(per_mu.shipped_plan(), FIRMS, 11, folder)


@pytest.fixture(scope="module")
def ours(facts: Facts, folder: Path) -> Path:
    per_mu.run(per_mu.OURS, facts, folder, LIMITS)
    return per_mu.result_of(folder, per_mu.OURS)


@pytest.mark.parametrize("peer", peers.PEERS)
@pytest.mark.filterwarnings("default")
def test_a_peer_gives_the_same_grades(peer: str, facts: Facts, folder: Path, ours: Path) -> None:
    if peer not in peers.installed():
        pytest.skip(f"{peer} is not installed: requirements/bench.txt")
    peers.run(peer, facts, folder, LIMITS)
    theirs = per_mu.result_of(folder, peer)
    assert peers.require_same_grades(ours, theirs) <= 1e-4
    assert pq.read_schema(theirs).names == pq.read_schema(ours).names


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("grade", "A", "grade: "),
        ("rank", 1, "rank: "),
        ("total", 0.5, "total: "),
        ("state", "odd", "state: "),
    ],
)
def test_another_grade_is_refused(column: str, value: object, says: str, ours: Path, tmp_path: Path) -> None:
    rows = pq.read_table(ours)
    position, kind = rows.column_names.index(column), rows.schema.field(column).type
    kind = pa.float64() if column == "total" else kind
    spoiled = rows.set_column(position, column, pa.array([value] * rows.num_rows, kind))
    pq.write_table(spoiled, tmp_path / "theirs.parquet")
    with pytest.raises(Unequal, match=says):
        peers.require_same_grades(ours, tmp_path / "theirs.parquet")
    pq.write_table(rows.slice(1), tmp_path / "fewer.parquet")
    with pytest.raises(Unequal, match="rows differ"):
        peers.require_same_grades(ours, tmp_path / "fewer.parquet")


def test_a_total_may_differ_by_its_rounding(ours: Path, tmp_path: Path) -> None:
    rows = pq.read_table(ours)
    shifted = np.asarray(rows["total"].cast(pa.float64()).to_numpy(zero_copy_only=False)) + 1e-4
    position = rows.column_names.index("total")
    pq.write_table(
        rows.set_column(position, "total", pa.array(shifted, from_pandas=True)), tmp_path / "t.parquet"
    )
    assert peers.require_same_grades(ours, tmp_path / "t.parquet") == pytest.approx(1e-4)


def test_ranks_of_points_are_those_of_the_evaluation(ours: Path) -> None:
    job = Ranking(ours, LIMITS)
    job.ways()[per_mu.OURS]()
    rows = pq.read_table(ours)
    stored = [rank for rank in rows["rank"].to_pylist() if rank is not None]
    same = np.array(stored) == job.found[per_mu.OURS]
    # The evaluation ranks totals of four decimals, this job sums of six.
    assert same.mean() > 0.99


@pytest.mark.parametrize("library", ranking.MODULES)
def test_a_library_ranks_alike(library: str, ours: Path) -> None:
    if library not in ranking.installed():
        pytest.skip(f"{library} is not installed: requirements/bench.txt")
    job = Ranking(ours, LIMITS)
    job.ways()[per_mu.OURS]()
    job.ways()[library]()
    assert job.require_same(library) < job.rows / 100
    job.found[library][np.flatnonzero(~job.tied())[0]] += 1
    with pytest.raises(Unequal, match="ranks of"):
        job.require_same(library)


def test_every_question_differs_from_the_scheme_and_agrees_with_the_whole(facts: Facts) -> None:
    scheme = per_mu.shipped_plan().schemes["zhejiang-frame"]
    questions = what_if.variants(scheme)
    assert all(variant != scheme for variant in questions.values())
    measured = what_if.measure(facts, 1, LIMITS)
    assert set(measured) == set(questions)
    assert all(isinstance(timings, Timings) for timings in measured.values())


def test_missing_libraries_are_named_and_large_rankings_skipped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "installed", tuple)
    monkeypatch.setattr(ranking, "installed", tuple)
    monkeypatch.setattr(further, "peak", lambda *_: 0)
    assert further.main(["--jobs", "ranking", "--sizes", "1m", "--folder", str(folder)]) == 0
    said = capsys.readouterr().err
    assert "not installed, so left out: polars, pandas, scikit-criteria, pymcdm" in said
    assert "ranking is not run for 1,000,000 firms" in said


def test_the_table_has_every_way(facts: Facts, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--jobs",
        "ranking",
        "--sizes",
        str(FIRMS),
        "--rounds",
        "1",
        "--threads",
        "1",
        "--seed",
        "11",
    ]
    assert further.main([*arguments, "--folder", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert all(way in shown for way in (per_mu.OURS, *ranking.installed()))


def test_nothing_is_printed_when_a_question_differs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def differs(*_: object) -> dict[str, Timings]:
        raise Unequal("the cuts: the prepared evaluation differs from the whole")

    monkeypatch.setattr(what_if, "measure", differs)
    arguments = ["--jobs", "what-if", "--sizes", str(FIRMS), "--seed", "11", "--folder", str(folder)]
    assert further.main(arguments) == 1
    shown = capsys.readouterr()
    assert not shown.out
    assert "the results differ" in shown.err
