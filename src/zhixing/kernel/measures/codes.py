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
NO_GRADES = declare(
    "measures.no-grades",
    zh="措施“{measure}” {year} 年有效，但没有 {grades} 的评价结果可依，没有计算",
    en="the measure {measure} is in force in {year}, but there is no evaluation {grades} to go by: not computed",
    fix_zh="装入那一年的数据",
    fix_en="load the facts of that year",
    severity=Severity.NOTE,
    audience="analyst",
)
STREAK_UNKNOWN = declare(
    "measures.streak-unknown",
    zh="措施“{measure}” {year} 年要看以前年度的等次，而 {years} 年没有评价结果：连续年数和上年等次只能从有结果的年度算起",
    en="the measure {measure} looks back in {year}, but {years} has no evaluation: years in a row are counted from what there is",
    fix_zh="装入那些年度的数据并一起计算；没有数据时，由人按过去公布的等次核对",
    fix_en="load the facts of those years and compute them too; without facts, check against the grades published then",
    severity=Severity.NOTE,
    audience="analyst",
)
NO_QUARTER = declare(
    "measures.no-quarter",
    zh="没有第 {quarter} 季度",
    en="there is no quarter {quarter}",
    fix_zh="写 1 到 4",
    fix_en="write 1 to 4",
    audience="analyst",
)
NO_METER = declare(
    "measures.no-meter",
    zh="措施“{measure}”没有写 quarterly：不知道按哪里的抄表数出季度台账",
    en="the measure {measure} has no quarterly: nothing says which readings its quarterly ledger goes by",
    fix_zh="在方案里写明抄表的数据合同、基数和户号列；没有抄表的措施看年度金额",
    fix_en="name the dataset, base and account column in the plan; measures without meters have yearly amounts",
    audience="analyst",
)
NOT_IN_FORCE_QUARTER = declare(
    "measures.not-in-force-quarter",
    zh="措施“{measure}”的依据自 {since} 起、至 {until} 止，没有盖满 {quarter}，不出台账",
    en="the basis of {measure}, in force from {since} to {until}, does not cover {quarter}: no ledger",
    fix_zh="查明有没有接续的文件",
    fix_en="find out whether a later document carries on",
    audience="analyst",
)
