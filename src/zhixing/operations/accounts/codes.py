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
NO_ACCOUNT = declare(
    "accounts.no-account",
    zh="没有名为“{name}”的有效账户",
    en="there is no open account {name!r}",
    fix_zh="zhixing accounts list 列出全部账户；已注销的账户不能恢复，请另开一个",
    fix_en="`zhixing accounts list` lists them; one that was closed is not opened again, open another",
    audience="administrator",
)
NAME_TAKEN = declare(
    "accounts.name-taken",
    zh="账户名“{name}”已用过",
    en="the account name {name!r} has been used",
    fix_zh="换一个名字；注销的账户名也不再给别人",
    fix_en="choose another; the name of a closed account is not given again",
    audience="administrator",
)
BAD_NAME = declare(
    "accounts.bad-name",
    zh="“{name}”不能作账户名",
    en="{name!r} cannot be the name of an account",
    fix_zh="用 2 至 64 个小写字母、数字、点、横线、下划线，以字母开头；system 不能用",
    fix_en="use 2 to 64 lower-case letters, digits, dots, dashes, underscores, a letter first; not `system`",
    audience="administrator",
)
UNKNOWN_ORGANISATION = declare(
    "accounts.unknown-organisation",
    zh="没有单位“{name}”",
    en="there is no organisation {name!r}",
    fix_zh="写方案 organisations.yaml 里的编号，或地区代码（指当地政府）",
    fix_en="write an id of the plan's organisations.yaml, or the code of a place (for its government)",
    audience="administrator",
)
UNKNOWN_PLACE = declare(
    "accounts.unknown-place",
    zh="方案里没有地区“{name}”",
    en="the plan has no place {name!r}",
    fix_zh="写 places.yaml 里的六位代码",
    fix_en="write a code of six digits from places.yaml",
    audience="administrator",
)
UNKNOWN_INDUSTRY = declare(
    "accounts.unknown-industry",
    zh="方案里没有行业“{name}”",
    en="the plan has no industry {name!r}",
    fix_zh="写 industries.yaml 里的编号",
    fix_en="write an id of industries.yaml",
    audience="administrator",
)
UNKNOWN_ROLE = declare(
    "accounts.unknown-role",
    zh="不能授予角色“{role}”",
    en="the role {role!r} cannot be given",
    fix_zh="可授予：{known}（system 除外）",
    fix_en="there are: {known} (and system is given to nobody)",
    audience="administrator",
)
BAD_CREDIT_CODE = declare(
    "accounts.bad-credit-code",
    zh="“{code}”不是统一社会信用代码",
    en="{code!r} is no unified social credit code",
    fix_zh="核对 18 位代码",
    fix_en="check its 18 characters",
    audience="administrator",
)
LIMIT_MISSING = declare(
    "accounts.limit-missing",
    zh="授予角色 {role} 要写明{limit_zh}",
    en="a grant of the role {role} must state its {limit_en}",
    fix_zh="不写不等于不限，请写明范围；全省写省代码",
    fix_en="nothing stated does not mean everything; state them, the province's code for the whole province",
    audience="administrator",
)
BAD_DAYS = declare(
    "accounts.bad-days",
    zh="授权的起止日期不对：{since} 至 {until}",
    en="the days of the grant are wrong: {since} to {until}",
    fix_zh="起始日不早于今天，截止日不早于起始日",
    fix_en="it begins no earlier than today and ends no earlier than it begins",
    audience="administrator",
)
TO_ONESELF = declare(
    "accounts.to-oneself",
    zh="{name} 不能给自己授权",
    en="{name} cannot give a role to themselves",
    fix_zh="请另一位系统管理员办理",
    fix_en="ask another administrator",
    audience="administrator",
)
ROLES_APART = declare(
    "accounts.roles-apart",
    zh="角色 {role} 与已有的角色 {other} 不能由同一人同时担任",
    en="the role {role} and the role {other} held already do not go together",
    fix_zh="系统管理员和审计人员不兼其他角色；另开账户给另一个人，或先终止原授权",
    fix_en="administrators and auditors hold no other role; open an account for somebody else, or end the other grant",
    audience="administrator",
)
NO_GRANT = declare(
    "accounts.no-grant",
    zh="没有编号为 {number} 的有效授权",
    en="there is no grant number {number} that could be ended",
    fix_zh="zhixing accounts list 列出授权及其编号",
    fix_en="`zhixing accounts list` shows grants with their numbers",
    audience="administrator",
)
NOT_PROVEN = declare(
    "accounts.not-proven",
    zh="账户名“{name}”或密码不对",
    en="the account name {name} or the password is wrong",
    fix_zh="核对后再试；忘了密码请管理员重设",
    fix_en="check both and try again; an administrator resets a forgotten password",
    audience="everybody",
)
