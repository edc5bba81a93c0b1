"""What is wrong with a text before it is filled: unknown words, columns, tables, charts, clauses; all of it, with lines.

The text is a syntax tree whose words have types: rows of a kind, one row, a record, a plain value. Every expression is
followed once; what cannot be typed is let through and found when the text is filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes

from zhixing.foundation.issues import Issue, IssueCode, Where
from zhixing.kernel.plan import CompiledPlan, Report
from zhixing.surfaces.reports.documents import codes
from zhixing.surfaces.reports.documents.annexes import ANNEXES
from zhixing.surfaces.reports.documents.calls import check_call, check_filter
from zhixing.surfaces.reports.documents.kinds import FIGURES, KINDS, LISTS, RECORDS, Kind, Type
from zhixing.surfaces.reports.documents.sandbox import conditional_sections, text_environment, with_conditions
from zhixing.surfaces.reports.documents.typed import ANY, PLAIN, RECORD, ROW, ROWS, WORDS_, Typed, near
from zhixing.surfaces.reports.documents.words import FUNCTIONS, WORDS

_UNSUPPORTED = (
    nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Block, nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport,
)  # fmt: skip


def check_documents(plan: CompiledPlan) -> tuple[Issue, ...]:
    """Everything wrong with the texts of a plan's documents."""
    return tuple(issue for report in plan.reports.values() for issue in check_document(plan, report))


def check_document(plan: CompiledPlan, report: Report) -> Iterator[Issue]:
    """Everything wrong with one document: its title, its text, its annexes."""
    file = plan.where("reports", report.id).file
    title = plan.where("reports", report.id, "title", clause=report.clause)
    yield from Reader(plan, report, file, title.line - 1).issues_of(report.title)
    yield from Reader(plan, report, file, 0).issues_of(report.text)
    for name in report.annexes:
        if name not in ANNEXES:
            where = plan.where("reports", report.id, "annexes", clause=report.clause)
            yield codes.UNKNOWN_NAME.at(
                where, report=report.id, what="附件", what_en="annex", name=name, near=near(name, ANNEXES)
            )


@dataclass
class Reader:
    """Follows one text; `above` is how many lines stand before its first."""

    plan: CompiledPlan
    report: Report
    file: str
    above: int
    issues: list[Issue] = field(default_factory=list)

    def issues_of(self, source: str) -> tuple[Issue, ...]:
        """Everything wrong with the text."""
        for line, section in conditional_sections(source):
            # An `if` or `for` that begins in a section with a condition must end there, or the two would cross.
            try:
                text_environment().parse(section)
            except TemplateSyntaxError as error:
                return (self._syntax(error, line),)
        try:
            parsed = text_environment().parse(with_conditions(source))
        except TemplateSyntaxError as error:
            return (self._syntax(error),)
        self._each(parsed.body, {})
        return tuple(self.issues)

    def _syntax(self, error: TemplateSyntaxError, below: int = 0) -> Issue:
        return self.at(error.lineno + below, codes.SYNTAX, why=error.message or "")

    def at(self, line: int, code: IssueCode, **values: object) -> Issue:
        """An issue on a line of this text."""
        where = Where(self.file, line + self.above, clause=self.report.clause)
        return code.at(where, report=self.report.id, **values)

    def say(self, node: nodes.Node, code: IssueCode, **values: object) -> None:
        """Keep an issue."""
        issue = self.at(node.lineno, code, **values)
        if issue not in self.issues:
            self.issues.append(issue)

    # --- statements -----------------------------------------------------------------------------------------

    def _each(self, body: Iterable[nodes.Node], scope: dict[str, Typed]) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: dict[str, Typed]) -> None:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                self._printed(part, scope)
        elif isinstance(node, nodes.If):
            self.typed(node.test, scope)
            self._each([*node.body, *node.elif_, *node.else_], scope)
        elif isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Assign):
            found = self.typed(node.node, scope)
            for target in node.target.find_all(nodes.Name):
                scope[target.name] = ANY
            if isinstance(node.target, nodes.Name):
                scope[node.target.name] = found
        elif isinstance(node, _UNSUPPORTED):
            word = type(node).__name__.lower()
            self.say(node, codes.WRONG_USE, word=word, why="正文里不能用", why_en="texts do not have it")
        else:
            for child in node.iter_child_nodes():
                if isinstance(child, nodes.Expr):
                    self.typed(child, scope)
                else:
                    self._statement(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, Typed]) -> None:
        over = self.typed(node.iter, scope)
        if over.what not in (ROWS, "any"):
            self.say(
                node, codes.WRONG_USE, word="for", why="in 后面要是一组行", why_en="it needs rows after `in`"
            )
        inner = dict(scope)
        for name in (
            [node.target] if isinstance(node.target, nodes.Name) else node.target.find_all(nodes.Name)
        ):
            inner[name.name] = Typed(ROW, kind=over.kind) if over.what == ROWS else ANY
        inner["loop"] = ANY
        if node.test is not None:
            self.typed(node.test, inner)
        self._each([*node.body, *node.else_], inner)

    def _printed(self, node: nodes.Node, scope: dict[str, Typed]) -> None:
        found = self.typed(node, scope)
        if found.what == PLAIN and found.type in FIGURES:
            column = found.name or "?"
            instead = (
                f'{{{{ figure({found.of}, "{column}") }}}}'
                if found.of
                else "{{ figure(…) }} 或 {{ count(…) }}"
            )
            self.say(node, codes.WITHOUT_SOURCE, column=column, instead=instead)
        elif found.what in (ROWS, ROW, RECORD, WORDS_):
            self.say(node, codes.WRONG_USE, word=found.name or "{{ }}", why="它是一组内容，不能直接印出来",
                     why_en="it is more than words and cannot be printed")  # fmt: skip

    # --- expressions ----------------------------------------------------------------------------------------

    def typed(self, node: nodes.Node, scope: dict[str, Typed]) -> Typed:
        """What an expression is; what is wrong in it is kept."""
        if isinstance(node, nodes.Name):
            return self._word(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._column(node, self.typed(node.node, scope), node.attr, node.node)
        if isinstance(node, nodes.Getitem):
            return self._item(node, scope)
        if isinstance(node, nodes.Call):
            return check_call(self, node, scope)
        if isinstance(node, nodes.Filter):
            return check_filter(self, node, scope)
        return self._computed(node, scope)

    def _computed(self, node: nodes.Node, scope: dict[str, Typed]) -> Typed:
        """Sums, comparisons, conditions: rows added to rows stay rows, a figure in a sum stays a figure."""
        if isinstance(node, nodes.Test):
            self.say(node, codes.UNKNOWN_NAME, what="检验", what_en="test", name=node.name, near="where")
        parts: list[nodes.Node] = [
            child for child in node.iter_child_nodes() if isinstance(child, nodes.Expr)
        ]
        parts += [operand.expr for operand in getattr(node, "ops", ())]
        found = [self.typed(part, scope) for part in parts]
        if isinstance(node, nodes.Add) and found[0].what == ROWS:
            return found[0]
        if isinstance(node, nodes.BinExpr):
            return next((one for one in found if one.what == PLAIN and one.type in FIGURES), ANY)
        return found[1] if isinstance(node, nodes.CondExpr) and len(found) > 1 else ANY

    def _word(self, node: nodes.Name, scope: dict[str, Typed]) -> Typed:
        name = node.name
        if name in scope:
            return scope[name]
        if name in LISTS:
            return Typed(ROWS, kind=KINDS[LISTS[name]], name=name)
        if name in RECORDS:
            return Typed(RECORD, name=name)
        if name in FUNCTIONS or name in ("lacking", "true", "false", "none"):
            return Typed(WORDS_, name=name) if name in FUNCTIONS else ANY
        self.say(node, codes.UNKNOWN_WORD, word=name, near=near(name, [*scope, *WORDS]))
        return ANY

    def _item(self, node: nodes.Getitem, scope: dict[str, Typed]) -> Typed:
        held = self.typed(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._column(node, held, node.arg.value, node.node)
        if held.what == ROWS:
            return held if isinstance(node.arg, nodes.Slice) else Typed(ROW, kind=held.kind)
        return ANY

    def _column(self, node: nodes.Node, held: Typed, name: str, of: nodes.Node) -> Typed:
        if held.what == RECORD:
            known = RECORDS[held.name]
            if name in known:
                inside = known[name]
                return (
                    Typed(PLAIN, type=inside, name=name)
                    if isinstance(inside, Type)
                    else Typed(ROWS, kind=KINDS[inside])
                )
            self.say(node, codes.UNKNOWN_COLUMN, rows=held.name, column=name, near=near(name, known))
            return ANY
        if held.what == ROW and held.kind is not None:
            return self.column_of(node, held.kind, name, of.name if isinstance(of, nodes.Name) else "")
        if held.what == ROWS and held.kind is not None:
            self.say(
                node,
                codes.WRONG_USE,
                word=f".{name}",
                why=f"{held.kind.title}是一组行，要逐行取",
                why_en="these are rows; take one of them",
            )
        if held.what in (PLAIN, WORDS_):
            self.say(node, codes.UNKNOWN_COLUMN, rows=held.name or "—", column=name, near="—")
        return ANY

    def column_of(self, node: nodes.Node, kind: Kind, name: str, of: str = "") -> Typed:
        """The column of a kind; an issue where it has none of that name."""
        if name in kind.columns:
            return Typed(PLAIN, type=kind.columns[name].type, name=name, of=of)
        if name in kind.rows:
            return Typed(ROWS, kind=KINDS[kind.rows[name]])
        known = [*kind.columns, *kind.rows]
        self.say(node, codes.UNKNOWN_COLUMN, rows=kind.title, column=name, near=near(name, known))
        return ANY
