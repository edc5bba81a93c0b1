"""A sealed run: the same bytes whatever the threads and the order of rows; every tampering is noticed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.kernel.runs.conftest import YEARS, dataset_of, known_on

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, execute, find_run, leftovers, request_for, verify


def digests(run: Run) -> dict[str, str]:
    """Digest of every result."""
    return {name: result["sha256"] for name, result in run.manifest["results"].items()}


def test_a_run_verifies_with_another_number_of_threads(run: Run, lake: Lake) -> None:
    assert verify(run, lake, threads=1) == ()


def test_shuffled_input_gives_the_same_bytes(
    plan: CompiledPlan, run: Run, received: list[Path], tmp_path: Path
) -> None:
    """Every table file with its rows reversed and re-dealt: receipts differ, results do not."""
    lake = Lake(tmp_path / "lake")
    for file in received:
        given = file
        if file.suffix == ".parquet":
            table = pq.read_table(file)
            order = pc.sort_indices(
                pa.table({"k": [(i * 7919) % 10007 for i in range(table.num_rows)]}), [("k", "ascending")]
            )
            given = tmp_path / file.name
            pq.write_table(table.take(order), given, row_group_size=1000)
        load_file(plan, lake, given, dataset=dataset_of(plan, file), known_on=known_on(file))
    other = execute(plan, lake, tmp_path / "runs", request_for(plan, lake, "run", YEARS), threads=3)
    assert other.id != run.id
    assert digests(other) == digests(run)


def test_the_same_inputs_are_the_same_run(plan: CompiledPlan, run: Run, lake: Lake, tmp_path: Path) -> None:
    again = execute(plan, lake, tmp_path, request_for(plan, lake, "run", YEARS), threads=1)
    assert (again.id, again.seal) == (run.id, run.seal)
    twice = execute(plan, lake, tmp_path, request_for(plan, lake, "run", YEARS))
    assert twice.folder == again.folder
    assert leftovers(tmp_path) == ()


@pytest.fixture
def copy(run: Run, tmp_path: Path) -> Run:
    """A copy of the run to tamper with."""
    folder = tmp_path / run.id
    shutil.copytree(run.folder, folder)
    return Run.read(folder)


def test_a_changed_result_is_noticed(copy: Run, lake: Lake) -> None:
    path = copy.result("targets")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert [issue.code for issue in verify(copy, lake)] == ["runs.file-changed"]


def test_a_missing_result_is_noticed(copy: Run, lake: Lake) -> None:
    copy.result("targets").unlink()
    assert [issue.code for issue in verify(copy, lake)] == ["runs.file-changed"]


def test_a_changed_manifest_breaks_the_seal(copy: Run, lake: Lake) -> None:
    content = json.loads((copy.folder / "manifest.json").read_text(encoding="utf-8"))
    content["request"]["as_of"] = "2030-12-31"
    (copy.folder / "manifest.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    assert "runs.seal-broken" in [issue.code for issue in verify(Run.read(copy.folder), lake)]


def test_a_changed_plan_is_noticed(copy: Run, lake: Lake) -> None:
    scheme = copy.folder / "plan" / "evaluations" / "huangyan-2022.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8").replace("24.097", "24.098"), encoding="utf-8")
    assert [issue.code for issue in verify(copy, lake)] == ["runs.file-changed"]


def test_changed_facts_are_noticed(run: Run, lake: Lake, tmp_path: Path) -> None:
    shutil.copytree(lake.root, tmp_path / "lake")
    other = Lake(tmp_path / "lake")
    path = other.rows_path(other.receipts("enterprise-year")[0])
    path.write_bytes(path.read_bytes() + b"x")
    assert "runs.facts-changed" in [issue.code for issue in verify(run, other)]


def test_results_that_cannot_be_recomputed_are_noticed(
    run: Run, lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result exchanged together with its digest and seal still does not come out of the facts."""
    from zhixing.kernel.runs.manifest import canonical, digest_of, seal_of

    folder = tmp_path / run.id
    shutil.copytree(run.folder, folder)
    forged = Run.read(folder)
    path = forged.result("evaluation-huangyan-2022-2022")
    table = pq.read_table(path)
    position = table.column_names.index("grade")
    better = pa.array(["A"] * table.num_rows, pa.string())
    pq.write_table(table.set_column(position, "grade", better), path)
    content = dict(forged.manifest)
    content["results"] = {
        **content["results"],
        path.name: {"sha256": digest_of(path), "rows": table.num_rows},
    }
    content["seal"] = seal_of(content)
    (folder / "manifest.json").write_bytes(canonical(content))
    assert [issue.code for issue in verify(Run.read(folder), lake)] == ["runs.not-reproduced"]


def test_another_version_of_the_code_is_named_when_results_differ(
    copy: Run, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhixing.kernel.runs import execute as module
    from zhixing.kernel.runs.manifest import canonical, seal_of

    content = dict(copy.manifest)
    content["code"] = {**content["code"], "fingerprint": "0" * 64}
    content["results"] = {**content["results"], "targets.parquet": {**content["results"]["targets.parquet"]}}
    del content["results"]["targets-2020.parquet"]
    content["seal"] = seal_of(content)
    (copy.folder / "manifest.json").write_bytes(canonical(content))
    found = [issue.code for issue in verify(Run.read(copy.folder), lake)]
    assert found == ["runs.code-differs", "runs.not-reproduced"]
    assert module.__name__.endswith("execute") or callable(module)


def test_a_failure_leaves_nothing_that_looks_like_a_run(
    plan: CompiledPlan, lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Engine, "write", broken)
    with pytest.raises(OSError, match="no space"):
        execute(plan, lake, tmp_path, request_for(plan, lake, "run", YEARS))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_an_unfinished_run_is_reported_and_ignored(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".unfinished-abc" / "results").mkdir(parents=True)
    shutil.copytree(run.folder, tmp_path / run.id)
    assert [issue.code for issue in leftovers(tmp_path)] == ["runs.leftover"]
    assert find_run(tmp_path, "latest").id == run.id
    assert find_run(tmp_path, run.id[-6:]).id == run.id


def test_unknown_runs_and_schemes_are_refused(plan: CompiledPlan, lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        find_run(tmp_path, "nothing")
    assert refused.value.issues[0].code == "runs.unknown-run"
    with pytest.raises(Refused) as refused:
        request_for(plan, lake, "run", YEARS, schemes=["nowhere-1999"])
    assert refused.value.issues[0].code == "runs.unknown-scheme"


def test_years_without_facts_are_refused(plan: CompiledPlan, lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        execute(plan, lake, tmp_path, request_for(plan, lake, "evaluate", (2015,)))
    assert refused.value.issues[0].code == "runs.no-facts"
    assert list(tmp_path.iterdir()) == []


def test_what_was_known_earlier_gives_another_run(
    plan: CompiledPlan, run: Run, lake: Lake, tmp_path: Path
) -> None:
    """Corrections of July 2023 are not known on 30 June: the corrected county changes, the rest does not."""
    earlier = request_for(plan, lake, "evaluate", (2022,), as_known_on=date(2023, 6, 30))
    before = execute(plan, lake, tmp_path, earlier)
    after = execute(plan, lake, tmp_path, replace(earlier, as_known_on=date(2023, 7, 31)))
    assert (
        digests(before)["evaluation-huangyan-2022-2022.parquet"]
        != digests(after)["evaluation-huangyan-2022-2022.parquet"]
    )

    def elsewhere(one: Run) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = pq.read_table(
            one.result("evaluation-zhejiang-frame-2022")
        ).to_pylist()
        return [row for row in rows if row["county"] != "331003"]

    assert elsewhere(before) == elsewhere(after)


def test_a_scheme_whose_figures_have_not_come_is_left_out_and_said(
    plan: CompiledPlan, lake: Lake, tmp_path: Path
) -> None:
    """On 30 June 2023 firms are known for 2022 and energy caps are not; asked for alone, the caps are refused."""
    known_on = date(2023, 6, 30)
    both = ("zhejiang-frame", "energy-double-control")
    request = request_for(plan, lake, "evaluate", (2021, 2022), as_known_on=known_on, schemes=both)
    found = execute(plan, lake, tmp_path, request)
    assert "evaluation-zhejiang-frame-2022" in found.results
    assert "evaluation-energy-double-control-2021" in found.results
    assert "evaluation-energy-double-control-2022" not in found.results
    [note] = [n for n in found.manifest["notes"] if n["code"] == "runs.scheme-without-facts"]
    assert all(word in note["zh"] for word in ("2022", "energy-double-control"))
    alone = request_for(plan, lake, "evaluate", (2022,), as_known_on=known_on, schemes=both[1:])
    with pytest.raises(Refused) as refused:
        execute(plan, lake, tmp_path, alone)
    assert [issue.code for issue in refused.value.issues] == ["runs.no-facts"]


def test_every_year_s_lights_are_kept(run: Run) -> None:
    assert {"targets", "targets-2020", "targets-2021"} <= set(run.results)
    last = pq.read_table(run.result("targets")).to_pylist()
    assert {row["as_of"] for row in last} == {date(2022, 12, 31)}


def test_measures_out_of_force_are_noted_with_their_years(run: Run) -> None:
    notes = {note["code"]: note for note in run.manifest["notes"]}
    assert "2022" in notes["measures.not-in-force"]["zh"]
    assert not any(name.startswith("measure-land-use-tax-relief-2022") for name in run.results)


def test_fill_is_deterministic(fill: Callable[[Path], Lake], lake: Lake, tmp_path: Path) -> None:
    other = fill(tmp_path / "again")
    assert [receipt.id for receipt in other.receipts()] == [receipt.id for receipt in lake.receipts()]


def test_a_damaged_run_is_left_as_evidence(plan: CompiledPlan, copy: Run, lake: Lake) -> None:
    path = copy.result("targets")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    before = path.read_bytes()
    with pytest.raises(Refused) as refused:
        execute(plan, lake, copy.folder.parent, request_for(plan, lake, "run", YEARS))
    assert [issue.code for issue in refused.value.issues] == ["runs.damaged", "runs.file-changed"]
    assert path.read_bytes() == before


def test_a_receipt_that_cannot_be_trusted_fails_the_verification(
    run: Run, lake: Lake, tmp_path: Path
) -> None:
    shutil.copytree(lake.root, tmp_path / "lake")
    receipt = next((tmp_path / "lake" / "receipts").glob("*.json"))
    receipt.write_text(
        receipt.read_text(encoding="utf-8").replace("accepted", "acepted", 1), encoding="utf-8"
    )
    assert [issue.code for issue in verify(run, Lake(tmp_path / "lake"))] == ["facts.altered-receipt"]
