"""What the measures room can say no to."""

from zhixing.foundation.issues import Severity, declare

NOT_IN_FORCE = declare(
    "measures.not-in-force",
    zh="措施“{measure}”的依据（{document}）自 {since} 起、至 {until} 止，{years} 年不在有效期内，不予计算",
    en="the basis of {measure} ({document}) is in force from {since} to {until}; it may not be applied to {years}",
    fix_zh="查明有没有新的文件，并在 measures/ 中写明新的依据和日期",
    fix_en="find out whether a later document applies and state it with its dates in measures/",
    severity=Severity.NOTE,
    audience="analyst",
)
