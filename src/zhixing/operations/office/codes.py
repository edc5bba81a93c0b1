"""What opening an office can refuse."""

from zhixing.foundation.issues import declare

DAY_SET = declare(
    "office.day-set",
    zh="ZHIXING_TODAY={day} 不能用：只有演练的工作区可以设定日期，写成 2023-06-01",
    en="ZHIXING_TODAY={day} cannot be: a day can be set in a rehearsal alone, written as 2023-06-01",
    fix_zh="取消这个环境变量；演练用 zhixing init --rehearsal 另建工作区",
    fix_en="unset the variable; make a workspace for rehearsals with `zhixing init --rehearsal`",
    audience="analyst",
)
