"""Everything the plan compiler can find wrong, provoked once each: the code, the file and the line."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from inspect import getsource
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.foundation.issues import IssueCode, Severity
from zhixing.kernel.plan import codes, compile_plan


@dataclass(frozen=True)
class Fault:
    """One change to the tiny plan and where it must be reported.

    `at` is a text on the line to be named; the changed text itself when empty. `found_in` is the file when it is
    another one than the changed one. `new` None leaves the file out.
    """

    code: str
    file: str
    old: str = ""
    new: str | bytes | None = None
    at: str = ""
    found_in: str = ""

    def files(self) -> dict[str, str | bytes | None]:
        """The whole plan with this fault in it."""
        if not self.old:
            return {**tiny.FILES, self.file: self.new}
        assert isinstance(self.new, str)
        return dict(tiny.changed(self.file, self.old, self.new))

    def line(self) -> int:
        """The line on which the fault must be reported; 0 when the file itself is the fault."""
        text = self.files().get(self.found_in or self.file)
        wanted = self.at or (self.new if self.old else "")
        if not isinstance(text, str) or not wanted or not isinstance(wanted, str):
            return 0
        lines = text.splitlines()
        return next(number for number, line in enumerate(lines, 1) if wanted.splitlines()[0].strip() in line)


def _walk(move: str, twice: bool = False) -> str:
    """A file of crosswalks with one move, and the same again under another id."""
    names = ("walk", "again") if twice else ("walk",)
    return "crosswalks:\n" + "".join(
        f"""\
  - id: {name}
    title: 换算
    clause: "1.1"
    on: 2021-04-01
    basis: area
    assumption: 按面积
    source: 公报
    moves:
      - {move}
"""
        for name in names
    )


def _again(name: str) -> str:
    """The relief of the tiny plan once more, under another id."""
    return tiny.FILES[RELIEF].replace("id: relief", f"id: {name}")


RELIEF, BY_GRADE = "measures/relief.yaml", 'by_grade: {A: "0.5", B: "0.2", D: "0"}'
_STACKED = """\
stackings:
  - {id: both, title: 一起, clause: "1.1", measures: [relief, relief], rule: first, at_most: tax}
"""


def _sign(kind: str, more: str = "note: 无") -> str:
    """A file of signs with one over the frame, whose firms have no industry."""
    return f"""\
signs:
  - id: crowd
    title: 扎堆
    clause: "1.1"
    kind: {kind}
    scheme: frame
    grades: A
    {more}
    says: 刚过线的多
    causes: [巧合]
"""


SIGNS = "signs/all.yaml"
WALKS = "crosswalks/all.yaml"
INDICATORS, TARGETS, FRAME = "indicators/all.yaml", "targets/all.yaml", "evaluations/frame.yaml"
LISTS = "registers/lists.yaml"
TALLY = "indicator: plants, in: [listed], sum: floor, day: opened_on, once_per: name}"
_TWIN = "      - {indicator: plants, in: [listed], sum: floor, day: opened_on}\n    feeds:"
_TARGET = """- id: {id}
    title: 厂房
    clause: "1.1"
    kind: cumulative
    indicator: plants
    at_least: 30
    unit: 万平方米
    scope: {scope}
    period: 2020..2022
    lead_units: [office]
  """
_SCOPES = (
    "".join(_TARGET.format(id=f"plants-{at}", scope=scope) for at, scope in enumerate(("全省", "山区")))
    + "- id: known-name"
)
_SERVING = "registers:\n" + "".join(
    tiny.FILES[LISTS]
    .partition("\n")[2]
    .partition("    counts:")[0]
    .replace("id: plants", f"id: {name}")
    .replace("about: park", f"about: park\n    serves: objections # {name}")
    for name in ("once", "twice")
)
FAULTS = (
    Fault("plan.unknown-register-field", LISTS, "key: [name]", "key: [named]"),
    Fault("plan.register-field-type", LISTS, "place: county", "place: name"),
    Fault("plan.unknown-state", LISTS, "dropped: [dropped]", "dropped: [gone]"),
    Fault("plan.unknown-act", LISTS, "apart_from: [propose]", "apart_from: [proposal]"),
    Fault("plan.act-twice", LISTS, "{id: drop, title: 退出, title_en: drop,", "{id: list, title: 退出,"),
    Fault("plan.no-opening", LISTS, "title_en: propose, to", "title_en: propose, from: [listed], to", at="states:"),
    Fault("plan.unreachable-state", LISTS, "from: [proposed, listed], to: dropped", "from: [listed]", at="{id: dropped"),
    Fault("plan.state-end", LISTS, "title_en: dropped, final: true", "title_en: dropped"),
    Fault("plan.count-nowhere", LISTS, "indicator: plants-standing", "indicator: pilots"),
    Fault("plan.count-unit", LISTS, "plants-standing, in: [listed]", "plants-standing, in: [listed], sum: floor"),
    Fault("plan.count-scope", TARGETS, "- id: known-name", _SCOPES, at="indicator: plants, in", found_in=LISTS),
    Fault("plan.served-fields", LISTS, "about: park", "about: park\n    serves: follow-ups", at="serves: follow-ups"),
    Fault("plan.served-twice", "registers/more.yaml", new=_SERVING, at="serves: objections # twice"),
    Fault("plan.counted-twice", LISTS, "    feeds:", _TWIN, at="day: opened_on}"),
    Fault("plan.unknown-column-fed", LISTS, "county: county}}", "place: county}}"),
    Fault("plan.feed-shape", LISTS, "columns: {enterprise: firm, county: county}", "columns: {county: county}"),
    Fault("plan.not-utf8", "outline.yaml", new="clauses: 总".encode("gb18030")),
    Fault("plan.not-yaml", "tasks/all.yaml", "targets: [pilots-total]", "targets: [pilots-total", at="actions"),
    Fault("plan.hidden-syntax", "outline.yaml", new='clauses: &all\n  - *all\n', at="&all"),
    Fault("plan.repeated-key", "plan.yaml", "base_year: 2019", "base_year: 2019\nterm: 2021", at="term: 2021"),
    Fault("plan.missing-file", "places.yaml"),
    Fault("plan.unknown-file", "target/all.yaml", new="targets: []\n"),
    Fault("plan.missing-key", TARGETS, "    scope: 全省\n    period", "    period", at="- id: pilots-total"),
    Fault("plan.unknown-key", TARGETS, "scope: 全省", "scop: 全省"),
    Fault("plan.wrong-value", TARGETS, "period: 2020..2022", "period: 2022..2020"),
    Fault("plan.repeated-id", TARGETS, "id: pilots-yearly", "id: pilots-total # again", at="# again"),
    Fault("plan.unknown-clause", "tasks/all.yaml", 'clause: "1.1"', 'clause: "1.9"'),
    Fault("plan.unknown-organisation", "tasks/all.yaml", "lead_units: [office]", "lead_units: [offices]"),
    Fault("plan.unknown-place", "evaluations/county.yaml", '"330102"', '"330103"'),
    Fault("plan.unknown-field", "industries.yaml", "稻谷, clause: \"1.1\", field: grain", "稻谷, clause: \"1.1\", field: grains"),
    Fault("plan.unknown-dataset", INDICATORS, "reported_in: county-year", "reported_in: county-years"),
    Fault("plan.unknown-indicator", TARGETS, "indicator: pilots", "indicator: pilot"),
    Fault("plan.unknown-target", "tasks/all.yaml", "[pilots-total]", "[pilots-totals]"),
    Fault("plan.unknown-scheme", "evaluations/county.yaml", "extends: frame", "extends: frames"),
    Fault("plan.unknown-measure", "cases/all.yaml", "scheme: frame", "measure: reliefs"),
    Fault("plan.unknown-name", INDICATORS, "tax / land", "taxes / land"),
    Fault("plan.circular", "evaluations/frame.yaml", "id: frame", "id: frame\nextends: county", at="extends: county"),
    Fault("plan.formula-not-read", INDICATORS, "tax / land", "tax / / land"),
    Fault("plan.formula-word", INDICATORS, "tax / land", "sqrt(tax) / land"),
    Fault("plan.wrong-kind", INDICATORS, "tax / land", "tax / large"),
    Fault("plan.unit-mismatch", INDICATORS, "unit: 万元/亩", "unit: 元/亩", at="formula: tax / land"),
    Fault("plan.grain-mixed", INDICATORS, "tax / land", "tax / people"),
    Fault("plan.indicator-source", INDICATORS, "reported_in: county-year", "scope: 全省", at="- id: pilots"),
    Fault(
        "plan.lever-column", INDICATORS, "formula: tax / land",
        "formula: tax / land\n    levers: [{column: large, direction: up}]", at="levers: [{column: large",
    ),
    Fault(
        "plan.lever-barred", INDICATORS, "formula: tax / land",
        "formula: tax / land\n    levers: [{column: land, direction: down}]", at="levers: [{column: land",
    ),
    Fault("plan.rollup-shape", INDICATORS, "formula: tax / land", "formula: tax * (1 / land)"),
    Fault("plan.comparator", TARGETS, "at_least: 30", "at_least: 30\n    over: 20", at="- id: pilots-total"),
    Fault("plan.target-incomplete", TARGETS, "    judged_by: 评议\n", "", at="- id: known-name"),
    Fault("plan.target-unit", TARGETS, "unit: 家", "unit: 亩"),
    Fault("plan.totals-disagree", TARGETS, "at_least: 10", "at_least: 11", at="agrees_with"),
    Fault("plan.out-of-term", TARGETS, "period: 2020..2022", "period: 2020..2023"),
    Fault("plan.clause-not-covered", "not_encoded.yaml", new="not_encoded: []\n", at='id: "1.2"', found_in="outline.yaml"),
    Fault("plan.no-parent-clause", "outline.yaml", 'id: "1.2"', 'id: "2.2"'),
    Fault("plan.parameter-source", "parameters/lines.yaml", "    values:", "    figure_of: pilots-total\n    values:", at="- id: tax-line"),
    Fault("plan.dates-overlap", "parameters/lines.yaml", "to: 2020", "to: 2021", at="from: 2021"),
    Fault("plan.code-shared", "industries.yaml", 'codes: ["0112"]', 'codes: ["01"]'),
    Fault("plan.weights-do-not-add", FRAME, "weight: 100, base: 10", "weight: 90, base: 10", at="small-ones:"),
    Fault("plan.shares-do-not-add", FRAME, "percent: 80", "percent: 70", at="grading:"),
    Fault("plan.no-grade-for-rest", FRAME, "shares:\n    - {grade: A, percent: 20}\n    - {grade: B, percent: 80}",
          "lines:\n    - {grade: A, from_points: 80}", at="grading:"),
    Fault("plan.unknown-grade", FRAME, "goes_to: D", "goes_to: E", at="grading:"),
    Fault("plan.unknown-place-group", FRAME, "where: land > 0", "where: in_group(county, 'valleys')"),
    Fault("plan.unnamed-place-group", "places.yaml", "places:", 'groups:\n  - {id: plains, title: 平原, clause: "1.1"}\nplaces:',
          at="groups: [hills]"),
    Fault("plan.unknown-group", FRAME, "  small-ones:", "  tiny-ones:"),
    Fault("plan.base-source", FRAME, "base: 20", "base: 0"),
    Fault("plan.unknown-scope", INDICATORS, "rollup: ratio-of-totals", "rollup: ratio-of-totals\n    scope: traditional",
          at="scope: traditional"),
    Fault("plan.dataset-columns", "datasets/firm-year.yaml", "{id: county, title: 县, type: place, level: county}",
          "{id: county, title: 县, type: text}", at="id: firm-year"),
    Fault("plan.counts-do-not-add", FRAME, "grading:",
          "published:\n  - {group: large-ones, participants: 36, counts: {A: 4, B: 21, D: 3}}\ngrading:",
          at="- {group"),
    Fault("plan.counts-differ", FRAME, "grading:",
          "published:\n  - {group: large-ones, participants: 20, counts: {A: 5, B: 11, D: 4}}\ngrading:",
          at="- {group"),
    Fault("plan.scheme-incomplete", FRAME, "goes_to: D", "goes_to: D, not_above: B", at="id: no-tax"),
    Fault("plan.measure-rate", "measures/relief.yaml", ', D: "0"', "", at="- id: relief"),
    Fault("plan.measure-line", RELIEF, BY_GRADE, "rates: [{grades: [E], rate: 1}]", at="grades: [E]"),
    Fault("plan.measure-incomplete", RELIEF, "    unit: 万元\n", "", at="- id: relief"),
    Fault("plan.measures-overlap", "measures/again.yaml", new=_again("relief-again"), at="id: relief", found_in="measures/relief.yaml"),
    Fault("plan.stacking", RELIEF, "measures:\n", _STACKED + "measures:\n", at="{id: both"),
    Fault("plan.placeholder-unexplained", "parameters/lines.yaml", "    unit: 万元/亩", "    unit: 万元/亩\n    placeholder: true",
          at="- id: tax-line"),
    Fault("plan.unknown-industry", RELIEF, "scheme: frame", "scheme: frame\n    industries: [rye]", at="industries: [rye]"),
    Fault("plan.unknown-parameter", RELIEF, 'A: "0.5"', "A: no-line", at="- id: relief"),
    Fault("plan.cycle-when", "monitoring.yaml", "every: quarter}", "every: quarter, on: 2020-06-30}", at="id: quarterly"),
    Fault("plan.decision-columns", "monitoring.yaml", "judgements_in: judgement", "judgements_in: firm-year"),
    Fault("plan.follow-up-when", "monitoring.yaml", "light: red, running: 2, cycle: quarterly", "running: 2", at="id: red-twice"),
    Fault(
        "plan.check-shape", "monitoring.yaml", "  follow_ups:",
        '  checks:\n    - {id: odd, title: 怪, clause: "1.1"}\n  follow_ups:', at="id: odd",
    ),
    Fault("plan.form-owed-by", "forms/all.yaml", "units: [office], every", "every", at="id: pilots-form"),
    Fault("plan.form-no-period", "forms/all.yaml", "dataset: county-year", "dataset: judgement", at="id: pilots-form"),
    Fault("plan.report-without-text", "reports/bulletin.md", "正文。\n", "", at="---"),
    Fault("plan.text-without-head", "reports/letter.md", new="正文。\n", at="正文"),
    Fault("plan.parts-of-a-rate", TARGETS, "    kind: cumulative\n    indicator: pilots\n    at_least: 30\n    unit: 家",
          "    kind: share\n    indicator: pilots\n    at_least: 30\n    unit: 家\n    parts: exactly", at="parts: exactly"),
    Fault("plan.crosswalk-shares", WALKS, new=_walk('{from: "330102", to: "330102", share: 9/10}'), at="moves:"),
    Fault("plan.crosswalk-place", WALKS, new=_walk('{from: "330102", to: "330104", share: 1}'), at='to: "330104"'),
    Fault("plan.crosswalk-incomplete", WALKS, new=_walk('{from: "330104", to: "330102", share: 1}'), at="moves:"),
    Fault("plan.crosswalk-twice", WALKS, new=_walk('{from: "330102", to: "330102", share: 1}', twice=True), at="id: again"),
    Fault("plan.previous-place", INDICATORS, "formula: sum(tax)", "formula: sum(previous(tax))", at="- id: tax-of-county"),
    Fault("plan.share-size", FRAME, "{grade: A, percent: 20}", "{grade: A, percent: 20, count: 3}"),
    Fault("plan.sign-shape", SIGNS, new=_sign("bunching", "band: 2"), at="- id: crowd"),
    Fault("plan.sign-cut", SIGNS, new=_sign("graded"), at="- id: crowd"),
    Fault("plan.case-subject", "cases/all.yaml", "    scheme: frame\n", "", at="- name"),
)  # fmt: skip

DECLARED = [kind for kind in vars(codes).values() if isinstance(kind, IssueCode)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_is_reported_with_code_file_and_line(fault: Fault, compile_files: Compile) -> None:
    compilation = compile_files(fault.files())
    found = {(issue.code, issue.where.file, issue.where.line) for issue in compilation.issues}
    assert (fault.code, fault.found_in or fault.file, fault.line()) in found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_refuses_unless_it_is_a_warning_and_fills_its_sentences(
    fault: Fault, compile_files: Compile
) -> None:
    compilation = compile_files(fault.files())
    mine = next(issue for issue in compilation.issues if issue.code == fault.code)
    assert (compilation.plan is None) == (mine.severity is Severity.ERROR)
    assert mine.kind.placeholders == set(mine.values)


def test_every_declared_code_has_a_refusing_test() -> None:
    edits = (codes.EDIT_FORM.code, codes.EDIT_NOWHERE.code, codes.EDIT_VALUE.code)  # provoked in test_drafts
    tested = [*(fault.code for fault in FAULTS), codes.LINKED_FILE.code, *edits]
    assert sorted(tested) == sorted(kind.code for kind in DECLARED)


def test_a_link_to_somewhere_else_is_refused_and_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    tiny.write(folder, tiny.FILES)
    secret = tmp_path / "elsewhere.md"
    secret.write_text("not of the plan", encoding="utf-8")
    (folder / "CHANGES.md").unlink(missing_ok=True)
    (folder / "CHANGES.md").symlink_to(secret)
    compilation = compile_plan(folder)
    assert compilation.plan is None
    assert [(i.code, i.where.file) for i in compilation.issues] == [("plan.linked-file", "CHANGES.md")]


def test_codes_are_declared_and_not_written_by_hand() -> None:
    calls = [node for node in ast.walk(ast.parse(getsource(codes))) if isinstance(node, ast.Call)]
    declared = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "declare"]
    assert len(declared) == len(DECLARED)


def test_all_faults_are_reported_at_once(compile_files: Compile) -> None:
    files = {**tiny.FILES}
    files[INDICATORS] = files[INDICATORS].replace("tax / land", "taxes / land")
    files[TARGETS] = files[TARGETS].replace("scope: 全省", "scop: 全省", 1)
    files["tasks/all.yaml"] = files["tasks/all.yaml"].replace("[office]", "[offices]")
    found = {issue.code for issue in compile_files(files).issues}
    assert {"plan.unknown-name", "plan.unknown-key", "plan.missing-key", "plan.unknown-organisation"} <= found


def test_a_near_name_is_suggested(compile_files: Compile) -> None:
    compilation = compile_files(tiny.changed(TARGETS, "indicator: pilots", "indicator: pilot"))
    issue = next(issue for issue in compilation.issues if issue.code == "plan.unknown-indicator")
    assert "pilots" in issue.en
    assert "pilots" in issue.zh
    assert issue.where.clause == "1.1"


def test_what_is_written_but_wrong_is_not_called_unknown(compile_files: Compile) -> None:
    files = dict(tiny.FILES)
    files[INDICATORS] = files[INDICATORS].replace("direction: higher", "direction: up")
    files[TARGETS] = files[TARGETS].replace("scope: 全省", "scop: 全省")
    found = {issue.code for issue in compile_files(files).issues}
    assert {"plan.wrong-value", "plan.unknown-key"} <= found
    assert not found & {"plan.unknown-indicator", "plan.unknown-target", "plan.unknown-name"}
