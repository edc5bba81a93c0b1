"""The roles people act in, with their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from zhixing.kernel.plan import Role


class Words(NamedTuple):
    """One thing said in Chinese and in English."""

    zh: str
    en: str


ROLES: Mapping[Role, Words] = MappingProxyType(
    {
        "analyst": Words("分析员", "analyst"),
        "county-officer": Words("县（市、区）经办人", "county officer"),
        "department-liaison": Words("部门联络员", "department liaison"),
        "enterprise": Words("企业", "enterprise"),
        "bank": Words("银行", "bank"),
        "leader": Words("领导", "leader"),
        "auditor": Words("审计人员", "auditor"),
        "plan-author": Words("方案编写人", "plan author"),
        "administrator": Words("系统管理员", "administrator"),
        "system": Words("系统", "system"),
    }
)
"""Every role by its word in the plan; `system` is no person."""

DECIDING: frozenset[Role] = frozenset(
    {"analyst", "county-officer", "department-liaison", "plan-author", "administrator"}
)
"""Roles whose acts bind others: they file, approve, publish, amend or open accounts."""


def named(roles: tuple[Role, ...]) -> Words:
    """Several roles in a row, for a sentence."""
    if not roles:
        return Words("无人", "nobody")
    return Words("、".join(ROLES[role].zh for role in roles), ", ".join(ROLES[role].en for role in roles))
