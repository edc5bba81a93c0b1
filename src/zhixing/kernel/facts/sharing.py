"""Things that several firms share: the parts of a meter, and land that is let."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from zhixing.foundation.issues import NOWHERE, Issue, Where
from zhixing.kernel.facts import codes

Number = Fraction | Decimal | int


@dataclass(frozen=True)
class MeterPart:
    """The part of a meter's reading that is an enterprise's; `share` is above 0 and at most 1."""

    meter: str
    enterprise: str
    share: Number
    where: Where = NOWHERE


@dataclass(frozen=True)
class Holding:
    """The area of a parcel that a landlord holds."""

    landlord: str
    parcel: str
    area: Number


@dataclass(frozen=True)
class Tenancy:
    """An area of a parcel let to a tenant, both days included; without `until` it goes on."""

    landlord: str
    tenant: str
    parcel: str
    area: Number
    since: date
    until: date | None = None
    where: Where = NOWHERE

    @property
    def last(self) -> date:
        """The last day; the end of the calendar when none is set."""
        return self.until or date.max

    def holds_on(self, day: date) -> bool:
        """Whether the tenancy holds on a day."""
        return self.since <= day <= self.last


def check_meters(parts: Iterable[MeterPart]) -> tuple[Issue, ...]:
    """The parts of each meter add up to exactly 1, each is above 0 and at most 1, no enterprise stands twice."""
    by_meter: dict[str, list[MeterPart]] = defaultdict(list)
    for part in parts:
        by_meter[part.meter].append(part)
    return tuple(issue for meter, found in sorted(by_meter.items()) for issue in _meter(meter, found))


def _meter(meter: str, parts: Sequence[MeterPart]) -> Iterable[Issue]:
    for part in parts:
        if not 0 < Fraction(part.share) <= 1:
            enterprise, share = part.enterprise, _number(part.share)
            yield codes.METER_SHARE.at(part.where, meter=meter, enterprise=enterprise, share=share)
    counted = Counter(part.enterprise for part in parts)
    for enterprise, count in sorted(counted.items()):
        if count > 1:
            where = next(part.where for part in parts if part.enterprise == enterprise)
            yield codes.METER_TWICE.at(where, meter=meter, enterprise=enterprise, count=count)
    total = sum((Fraction(part.share) for part in parts), Fraction(0))
    if total != 1:
        yield codes.METER_PARTS.at(parts[0].where, meter=meter, total=_number(total))


def check_tenancies(tenancies: Iterable[Tenancy], holdings: Iterable[Holding]) -> tuple[Issue, ...]:
    """Each tenancy makes sense by itself, no tenant stands twice at a parcel on one day, nobody lets more than is held.

    Missing: a landlord without a holding at the parcel holds 0 there.
    """
    given = list(tenancies)
    alone = [issue for tenancy in given for issue in _alone(tenancy)]
    sound = [tenancy for tenancy in given if tenancy.since <= tenancy.last]
    held: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for holding in holdings:
        held[holding.landlord, holding.parcel] += Fraction(holding.area)
    return (*alone, *_twice(sound), *_too_much(sound, held))


def _alone(tenancy: Tenancy) -> Iterable[Issue]:
    if tenancy.since > tenancy.last:
        dates = {"since": str(tenancy.since), "until": str(tenancy.until)}
        yield codes.TENANCY_DATES.at(tenancy.where, tenant=tenancy.tenant, parcel=tenancy.parcel, **dates)
    if Fraction(tenancy.area) <= 0:
        names = {"landlord": tenancy.landlord, "tenant": tenancy.tenant}
        yield codes.TENANCY_AREA.at(tenancy.where, area=_number(tenancy.area), **names)
    if tenancy.landlord == tenancy.tenant:
        yield codes.OWN_TENANT.at(tenancy.where, landlord=tenancy.landlord, parcel=tenancy.parcel)


def _twice(tenancies: Sequence[Tenancy]) -> Iterable[Issue]:
    by_tenant: dict[tuple[str, str], list[Tenancy]] = defaultdict(list)
    for tenancy in tenancies:
        by_tenant[tenancy.tenant, tenancy.parcel].append(tenancy)
    for (tenant, parcel), found in sorted(by_tenant.items(), key=lambda pair: pair[0]):
        for one, other in combinations(sorted(found, key=lambda t: (t.since, t.last)), 2):
            if other.since <= one.last:
                last = min(one.last, other.last)
                until = "…" if last == date.max else str(last)
                dates = {"since": str(other.since), "until": until}
                yield codes.TENANT_TWICE.at(other.where, tenant=tenant, parcel=parcel, **dates)


def _too_much(tenancies: Sequence[Tenancy], held: Mapping[tuple[str, str], Fraction]) -> Iterable[Issue]:
    """What is let grows only on the day a tenancy begins; each landlord and parcel is told of once, at the first."""
    by_landlord: dict[tuple[str, str], list[Tenancy]] = defaultdict(list)
    for tenancy in tenancies:
        by_landlord[tenancy.landlord, tenancy.parcel].append(tenancy)
    for (landlord, parcel), found in sorted(by_landlord.items(), key=lambda pair: pair[0]):
        limit = held.get((landlord, parcel), Fraction(0))
        for begun in sorted(found, key=lambda t: (t.since, t.tenant)):
            let = sum((Fraction(t.area) for t in found if t.holds_on(begun.since)), Fraction(0))
            if let > limit:
                said = {"let": _number(let), "held": _number(limit), "since": str(begun.since)}
                yield codes.LET_TOO_MUCH.at(begun.where, landlord=landlord, parcel=parcel, **said)
                break


def _number(number: Number) -> str:
    """A number as a person writes it: a decimal when it ends, else a fraction."""
    exact = Fraction(number)
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(exact)
    text = f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
