"""What making results public and hearing objections can refuse."""

from zhixing.foundation.issues import declare

RUN_NEEDED = declare(
    "results.run-needed",
    zh="没有写明是哪一次运行",
    en="no run is named",
    fix_zh="写运行编号；zhixing runs 列出封存的运行",
    fix_en="name a run; `zhixing runs` lists the sealed ones",
    audience="analyst",
)
RUN_DAMAGED = declare(
    "results.run-damaged",
    zh="运行 {run} 与封存时不同，不能再往下办",
    en="the run {run} differs from what was sealed, so nothing more is done with it",
    fix_zh="查明原因；用 zhixing verify 核对，撤回后改用完好的运行",
    fix_en="find out why with `zhixing verify`; withdraw, and use a run that is intact",
    audience="auditor",
)
NOT_IN_RUN = declare(
    "results.not-in-run",
    zh="运行 {run} 里没有办法 {scheme} {year} 年的结果",
    en="the run {run} holds no result of the scheme {scheme} for {year}",
    fix_zh="该运行包含：{known}",
    fix_en="it holds: {known}",
    audience="analyst",
)
NOTHING_OF_PLACE = declare(
    "results.nothing-of-place",
    zh="运行 {run} 的 {scheme} {year} 年结果里没有 {place} 的企业",
    en="the result of {scheme} for {year} in the run {run} has nobody of {place}",
    fix_zh="核对地区代码",
    fix_en="check the place",
    audience="analyst",
)
NO_NOTICE_DAYS = declare(
    "results.no-notice-days",
    zh="第 {entry} 号没有公示工作日数，台账的公示状态也没有期限",
    en="entry {entry} has no working days of notice, and the register sets no deadline for its notice",
    fix_zh="填 notice_days，或在方案里给公示状态写 within_working_days",
    fix_en="fill in notice_days, or give the state of notice a within_working_days in the plan",
    audience="analyst",
)
NOT_NOTICED = declare(
    "results.not-noticed",
    zh="第 {entry} 号没有公示过，不能公布",
    en="entry {entry} was never on notice and cannot be published",
    fix_zh="先公示，期满再公布",
    fix_en="put it on notice first, and publish when the notice is over",
    audience="leader",
)
NOTICE_RUNNING = declare(
    "results.notice-running",
    zh="第 {entry} 号公示到 {until} 为止，今天 {today} 还不能公布",
    en="entry {entry} is on notice until {until}; today, {today}, is too early to publish",
    fix_zh="公示期满的次日起再公布",
    fix_en="publish from the day after the notice",
    audience="leader",
)
OBJECTIONS_OPEN = declare(
    "results.objections-open",
    zh="第 {entry} 号还有异议没有办结：{open}",
    en="objections to entry {entry} are still open: {open}",
    fix_zh="办结每一条异议再公布",
    fix_en="close every objection first",
    audience="leader",
)
NOT_RECOMPUTED = declare(
    "results.not-recomputed",
    zh="第 {entry} 号采纳了异议 {accepted}，运行 {run} 还没有用上更正的事实",
    en="objections {accepted} to entry {entry} were accepted, but the run {run} does not know the corrected facts",
    fix_zh="先重算：zhixing results recompute",
    fix_en="recompute first: `zhixing results recompute`",
    audience="analyst",
)
PUBLISHED_STANDS = declare(
    "results.published-stands",
    zh="第 {entry} 号已于 {on} 公布，它的运行不能更换",
    en="entry {entry} was published on {on}: its run is not exchanged",
    fix_zh="另提一次公布来代替它",
    fix_en="propose another publication that replaces it",
    audience="analyst",
)
NOT_ON_NOTICE = declare(
    "results.not-on-notice",
    zh="公布第 {publication} 号今天不在公示期内（{since} 至 {until}）",
    en="publication {publication} is not on notice today ({since} to {until})",
    fix_zh="异议在公示期内提出；期满以后的问题请向当地主管部门反映",
    fix_en="objections are filed while the notice runs; later questions go to the local office",
    audience="enterprise",
)
NOT_THE_FIRM = declare(
    "results.not-the-firm",
    zh="异议由企业自己提出，或由所在县（市、区）代为提出",
    en="an objection is filed by the firm itself, or by its county for it",
    fix_zh="请企业登录提出，或由县（市、区）经办人代办",
    fix_en="let the firm file it, or its county officer",
    audience="enterprise",
)
NOT_IN_LIST = declare(
    "results.not-in-list",
    zh="公示名单（公布第 {publication} 号）里没有 {enterprise}",
    en="{enterprise} is not in the list of publication {publication}",
    fix_zh="核对统一社会信用代码和是哪一次公示",
    fix_en="check the credit code and which publication it is about",
    audience="enterprise",
)
OTHER_PLACE = declare(
    "results.other-place",
    zh="{enterprise} 在名单里属于 {listed}，不是 {given}",
    en="{enterprise} is listed in {listed}, not in {given}",
    fix_zh="由所在地的县（市、区）代办",
    fix_en="its own county acts for it",
    audience="county officer",
)
OTHER_YEAR = declare(
    "results.other-year",
    zh="公布第 {publication} 号是 {year} 年的，不是 {given} 年",
    en="publication {publication} is about {year}, not {given}",
    fix_zh="写公示的数据年度",
    fix_en="give the year of the notice",
    audience="enterprise",
)
NO_SUCH_COLUMN = declare(
    "results.no-such-column",
    zh="数据集 {dataset} 里没有可以更正的列“{column}”",
    en="the dataset {dataset} has no column {column!r} that can be corrected",
    fix_zh="可以更正的列：{known}",
    fix_en="columns that can be: {known}",
    audience="enterprise",
)
WRONG_KIND = declare(
    "results.wrong-kind",
    zh="异议第 {entry} 号是关于“{kind}”的，不能这样采纳",
    en="objection {entry} is about the {kind} and is not accepted this way",
    fix_zh="数据异议更正数据，等次异议决定等次",
    fix_en="correct the figure of an objection about data, decide the grade of one about the grade",
    audience="county officer",
)
NOTHING_CORRECTED = declare(
    "results.nothing-corrected",
    zh="采纳异议第 {entry} 号要写明更正后的数或等次",
    en="to accept objection {entry} the corrected value or grade must be given",
    fix_zh="填 corrected",
    fix_en="fill in corrected",
    audience="county officer",
)
NO_SUCH_GRADE = declare(
    "results.no-such-grade",
    zh="办法 {scheme} 没有等次“{grade}”",
    en="the scheme {scheme} has no grade {grade}",
    fix_zh="可用的等次：{known}",
    fix_en="its grades: {known}",
    audience="county officer",
)
GRADES_NOT_NOTED = declare(
    "results.grades-not-noted",
    zh="台账“{register}”没有由系统在状态“{state}”填写 grade_after 的操作",
    en="the register {register} has no act of the system that sets grade_after in the state {state}",
    fix_zh="在方案里给它加一个：by: [system]，sets: [grade_after]，不写 to",
    fix_en="add one in the plan: by: [system], sets: [grade_after], without `to`",
)
NO_SUCH_ACT = declare(
    "results.no-such-act",
    zh="台账“{register}”没有“{what}”这样的操作",
    en="the register {register} has no act for {what}",
    fix_zh="它的操作：{known}",
    fix_en="its acts: {known}",
    audience="analyst",
)
NOT_PUBLISHED = declare(
    "results.not-published",
    zh="没有公布过 {scheme} {year} 年的结果",
    en="no result of {scheme} for {year} is published",
    fix_zh="已公布的：{known}",
    fix_en="published: {known}",
    audience="user",
)
SEVERAL_PLACES = declare(
    "results.several-places",
    zh="{scheme} {year} 年的结果由多个地区公布",
    en="results of {scheme} for {year} are published by several places",
    fix_zh="写明其中一个：{known}",
    fix_en="name one of them: {known}",
    audience="user",
)
NO_GRADE = declare(
    "results.no-grade",
    zh="{year} 年已公布的结果里没有 {enterprise}",
    en="{enterprise} is in no published result for {year}",
    fix_zh="核对统一社会信用代码和年度",
    fix_en="check the credit code and the year",
    audience="bank",
)
BAD_REQUEST = declare(
    "results.bad-request",
    zh="运行的参数读不懂：{asked}",
    en="the arguments of the run cannot be read: {asked}",
    fix_zh="kind 写 run、evaluate 或 monitor；years 写 2022 或 2018..2022；known_on、as_of 写日期，如 2022-12-31",
    fix_en="kind is run, evaluate or monitor; years is 2022 or 2018..2022; known_on and as_of are dates such as 2022-12-31",
    audience="analyst",
)
