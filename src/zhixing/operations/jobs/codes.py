"""What the jobs can refuse or report."""

from zhixing.foundation.issues import Severity, declare

UNKNOWN_KIND = declare(
    "jobs.unknown-kind",
    zh="没有“{kind}”这种后台工作",
    en="there is no background work of the kind {kind}",
    fix_zh="可用的种类：{known}",
    fix_en="its kinds: {known}",
    audience="analyst",
)
BAD_ARGUMENT = declare(
    "jobs.bad-argument",
    zh="后台工作的参数“{name}”不能记录：{value}",
    en="the argument {name} of a job cannot be kept: {value}",
    fix_zh="参数只用文字、整数、是否、日期，以及由它们组成的列表",
    fix_en="arguments are texts, whole numbers, yes or no, dates, and lists of them",
    audience="analyst",
)
NO_JOB = declare(
    "jobs.no-job",
    zh="没有第 {id} 号后台工作",
    en="there is no job {id}",
    fix_zh="zhixing jobs list 列出各项",
    fix_en="`zhixing jobs list` lists them",
    audience="analyst",
)
WRONG_STATE = declare(
    "jobs.wrong-state",
    zh="第 {id} 号后台工作现为“{state_zh}”，不能{what_zh}",
    en="job {id} is {state_en} and cannot be {what_en}",
    fix_zh="能重做的是失败或已取消的，能取消的是等候或进行中的",
    fix_en="those that failed or were cancelled are tried again, those that wait or run are cancelled",
    audience="analyst",
)
BROKE = declare(
    "jobs.broke",
    zh="后台工作中断：{what}",
    en="the job broke off: {what}",
    fix_zh="排除原因后用 zhixing jobs retry 重做；详情在任务记录里",
    fix_en="remove the cause and try it again with `zhixing jobs retry`; the task's record has the details",
    audience="analyst",
)
GIVEN_UP = declare(
    "jobs.given-up",
    zh="后台工作 {attempts} 次都没有做完就被打断，不再自动重做",
    en="the job was interrupted {attempts} times before it was done and is not taken up again by itself",
    fix_zh="查明程序为何被打断（内存、磁盘、人为终止），再用 zhixing jobs retry 重做",
    fix_en="find out what stops the program (memory, disk, somebody), then use `zhixing jobs retry`",
    audience="analyst",
)
TAKEN_UP = declare(
    "jobs.taken-up",
    zh="{count} 项没有做完的后台工作重新排上：{which}",
    en="{count} unfinished job(s) taken up again: {which}",
    fix_zh="不用做什么；zhixing jobs list 看进展",
    fix_en="nothing to do; `zhixing jobs list` shows how far they are",
    severity=Severity.NOTE,
    audience="analyst",
)
UNFINISHED = declare(
    "jobs.unfinished",
    zh="第 {id} 号后台工作（{what_zh}）没有做完，做它的程序已经不在",
    en="job {id} ({what_en}) is unfinished and the program that did it is gone",
    fix_zh="启动 zhixing work 或 zhixing serve 会重新做",
    fix_en="starting `zhixing work` or `zhixing serve` takes it up again",
    severity=Severity.WARNING,
    audience="analyst",
)
