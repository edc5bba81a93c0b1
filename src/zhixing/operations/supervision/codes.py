"""What the supervision can refuse."""

from zhixing.foundation.issues import declare

NO_RUN = declare(
    "supervision.no-run",
    zh="没有看到 {day} 的监测运行，不知道该开出什么督办",
    en="no sealed run has watched the targets on {day}: what to follow up is not known",
    fix_zh="先运行 zhixing monitor --as-of {day}；已看过的日子：{known}",
    fix_en="first use `zhixing monitor --as-of {day}`; days that were watched: {known}",
    audience="analyst",
)
NOTHING_WATCHED = declare(
    "supervision.nothing-watched",
    zh="运行 {run} 没有督办结果：它没有看目标，或算不出工作日",
    en="the run {run} has no result on follow-ups: it watched no targets, or working days could not be told",
    fix_zh="换一个监测运行；运行的说明里写着缺什么",
    fix_en="name a run that watched targets; the notes of the run say what was lacking",
    audience="analyst",
)
NOT_TODAY = declare(
    "supervision.day-ahead",
    zh="{day} 还没有到，今天是 {today}",
    en="{day} is still ahead, today is {today}",
    fix_zh="给今天或以前的日期",
    fix_en="give today or an earlier day",
    audience="analyst",
)
NO_OPENING = declare(
    "supervision.no-opening",
    zh="台账“{register}”没有可由{who_zh}开出一条的操作",
    en="the register {register} has no act by which {who_en} opens an entry",
    fix_zh="在方案里给这个台账加一个开出的操作",
    fix_en="give the register an opening act in the plan",
)
