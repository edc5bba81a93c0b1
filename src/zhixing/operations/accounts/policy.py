"""The policy: who may do what, how far. What no row allows is refused.

A firm's tax and energy are seen by the firm, by the department that supplied them and by the analyst of the place. A
county officer sees them only while checking a file that waits for the check (`check-figures`): that is needed to find a
wrong figure, and looking firms up is not. A bank sees a grade, with a purpose and with the firm's consent. A leader sees
aggregates. An administrator opens accounts and sees no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from zhixing.kernel.plan import Role
from zhixing.operations.accounts.roles import Words
from zhixing.operations.accounts.rules import Reach, Rule

_ANYWHERE, _PLACE, _OWN = Reach.ANYWHERE, Reach.PLACE, Reach.OWN
_SUPPLIER, _CONSENT, _PUBLIC = Reach.SUPPLIER, Reach.CONSENT, Reach.PUBLIC

ACTIONS: Mapping[str, Words] = MappingProxyType(
    {
        "see-figures": Words("看汇总数据", "see aggregate figures"),
        "see-published": Words("看已公布的结果", "see what is published"),
        "see-firm": Words("看企业的名称、行业和一般数据", "see a firm's name, industry and plain figures"),
        "see-firm-tax": Words("看企业的税收数据", "see a firm's tax"),
        "see-firm-energy": Words("看企业的用能数据", "see a firm's energy"),
        "see-grade": Words("看企业的等级", "see a firm's grade"),
        "see-personal": Words("看个人信息", "see personal data"),
        "file-figures": Words("报送数据", "file figures"),
        "check-figures": Words("核对待核数据", "check figures that wait for it"),
        "approve-figures": Words("核准数据", "approve figures"),
        "reopen-figures": Words("退回已核准的数据", "reopen approved figures"),
        "confirm-own-figures": Words("确认本企业数据", "confirm the firm's own figures"),
        "start-run": Words("启动运行", "start a run"),
        "publish-run": Words("公布运行结果", "publish a run"),
        "amend-plan": Words("修订方案", "amend the plan"),
        "manage-accounts": Words("管理账户", "manage accounts"),
        "read-trail": Words("看操作留痕", "read the trail"),
        "export": Words("导出", "export"),
    }
)
"""The fixed actions. What a register adds is named by the plan."""

_OFFICES: dict[Role, Reach] = {"analyst": _PLACE, "county-officer": _PLACE}

_TABLE: dict[str, dict[Role, Reach]] = {
    "see-figures": {**_OFFICES, "department-liaison": _PLACE, "leader": _PLACE, "plan-author": _PLACE},
    "see-published": {
        "analyst": _PUBLIC,
        "county-officer": _PUBLIC,
        "department-liaison": _PUBLIC,
        "enterprise": _PUBLIC,
        "leader": _PUBLIC,
        "auditor": _PUBLIC,
        "plan-author": _PUBLIC,
    },
    "see-firm": {**_OFFICES, "department-liaison": _PLACE, "enterprise": _OWN},
    "see-firm-tax": {"analyst": _PLACE, "department-liaison": _SUPPLIER, "enterprise": _OWN},
    "see-firm-energy": {"analyst": _PLACE, "department-liaison": _SUPPLIER, "enterprise": _OWN},
    "see-grade": {**_OFFICES, "department-liaison": _PLACE, "enterprise": _OWN, "bank": _CONSENT},
    "see-personal": {"county-officer": _PLACE, "enterprise": _OWN},
    "file-figures": {"county-officer": _PLACE, "department-liaison": _SUPPLIER, "enterprise": _OWN},
    "check-figures": {**_OFFICES, "department-liaison": _SUPPLIER},
    "approve-figures": _OFFICES,
    "reopen-figures": _OFFICES,
    "confirm-own-figures": {"enterprise": _OWN},
    "start-run": {"analyst": _PLACE, "system": _ANYWHERE},
    "publish-run": {"analyst": _PLACE},
    "amend-plan": {"plan-author": _ANYWHERE},
    "manage-accounts": {"administrator": _ANYWHERE},
    "read-trail": {"auditor": _ANYWHERE},
    "export": {**_OFFICES, "department-liaison": _SUPPLIER, "enterprise": _OWN},
}

_APART: dict[str, tuple[str, ...]] = {
    "approve-figures": ("file-figures",),
    "publish-run": ("start-run",),
}
"""Whoever did one of these on the same thing leaves this act to somebody else."""

POLICY: tuple[Rule, ...] = tuple(
    Rule(role, action, reach, apart_from=_APART.get(action, ()))
    for action, row in _TABLE.items()
    for role, reach in row.items()
)
"""The table as rules."""
