"""What a file answers: a form of the plan or a dataset outside the forms, for a place and a period, by a unit or a firm."""

from __future__ import annotations

from dataclasses import dataclass

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel.plan import Column, CompiledPlan, Dataset
from zhixing.operations.accounts import Person, Subject, answering
from zhixing.operations.intake import codes
from zhixing.operations.office import Office


@dataclass(frozen=True)
class Ask:
    """What a file answers, as a person names it: the id of a form (or of a dataset that no form asks for), period, place.

    `unit` is who files where it is not the person's own, `enterprise` the firm that files its own figures.
    """

    form: str
    period: str
    place: str
    unit: str = ""
    enterprise: str = ""


@dataclass(frozen=True)
class Asked:
    """A submission before there is one, read. `form` is the id of a form, or of a dataset where no form asks for it."""

    form: str
    title: str
    dataset: Dataset
    period: Period
    place: str
    unit: str
    enterprise: str = ""

    def subject(self, supplier: str = "") -> Subject:
        """What filing it is about; `supplier` is the department whose figures it holds."""
        return Subject(
            place=self.place, unit=self.unit, enterprise=self.enterprise, supplier=supplier or self.unit
        )

    @property
    def place_column(self) -> Column | None:
        """The column that says where a row belongs, one of the key before others."""
        return _first(self.dataset, ("place",))

    @property
    def period_column(self) -> Column | None:
        """The column that says of when a row is."""
        return _first(self.dataset, ("period", "year"))

    @property
    def firm_column(self) -> Column | None:
        """The credit code in the key."""
        found = _first(self.dataset, ("uscc",))
        return found if found and found.id in self.dataset.key else None


def _first(dataset: Dataset, kinds: tuple[str, ...]) -> Column | None:
    found = [column for column in dataset.columns if column.type in kinds]
    return min(found, key=lambda column: column.id not in dataset.key, default=None)


def read_ask(office: Office, person: Person, ask: Ask) -> Asked:
    """Read what a person names; the unit is theirs, or the one that owes the form, where they name none.

    Raises:
        Refused: `intake.no-form`, `intake.no-period`, `intake.no-place`, all at once.
    """
    plan = office.plan
    issues: list[Issue] = []
    form = plan.forms.get(ask.form)
    dataset = plan.datasets.get(form.dataset if form else ask.form)
    if dataset is None:
        issues.append(codes.NO_FORM.at(NOWHERE, name=ask.form, known="、".join(plan.forms) or "—"))
    period = _period(ask.period)
    if period is None:
        issues.append(codes.NO_PERIOD.at(NOWHERE, text=ask.period))
    place = place_code(plan, ask.place)
    if not place:
        issues.append(codes.NO_PLACE.at(NOWHERE, text=ask.place))
    if issues or dataset is None or period is None:
        raise Refused(issues)
    unit = ask.unit or _unit(office, person, ask, place)
    return Asked(
        ask.form, form.title if form else dataset.title, dataset, period, place, unit, ask.enterprise
    )


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def place_code(plan: CompiledPlan, text: str) -> str:
    """The code of a place given by code or by its whole name; empty where the plan has none, or two, of that name."""
    if text in plan.places:
        return text
    named = [place.id for place in plan.places.values() if place.title == text.strip()]
    return named[0] if len(named) == 1 else ""


def _unit(office: Office, person: Person, ask: Ask, place: str) -> str:
    """Who files: of those that owe the form the person's own, a firm by its code, a department, else the place's government.

    The government of a place goes by the place's code.
    """
    plan, on = office.plan, office.today()
    grants = person.holds(on)
    spoken = [unit for grant in grants for unit in grant.units] + [person.organisation]
    own = [unit for unit in dict.fromkeys(spoken) if unit in plan.organisations]
    form = plan.forms.get(ask.form)
    if form is not None and form.units:
        mine = [unit for unit in form.units if answering(plan, unit, on) & set(own)]
        return (mine or list(form.units))[0]
    if ask.enterprise:
        return ask.enterprise
    supplies = any(grant.role == "department-liaison" for grant in grants)
    return own[0] if own and supplies else place
