"""What the accounts can refuse."""

from zhixing.foundation.issues import declare

NOT_ALLOWED = declare(
    "accounts.not-allowed",
    zh="{who}不得{what_zh}：{why_zh}",
    en="{who} may not {what_en}: {why_en}",
    fix_zh="可由下列角色在其授权范围内办理：{roles_zh}；需要时请系统管理员授权",
    fix_en="these roles may, within their grants: {roles_en}; ask an administrator for a grant where it is needed",
    audience="user",
)
