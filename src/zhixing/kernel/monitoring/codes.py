"""What the monitoring room can refuse."""

from zhixing.foundation.issues import Severity, declare

NO_GOAL = declare(
    "monitoring.no-goal",
    zh="目标 {target} 应有且只有一个比较方式，现有 {count} 个",
    en="target {target} needs exactly one comparator and has {count}",
    fix_zh="在 at_least、over、about、equals、at_most、under、between 中写一个",
    fix_en="write one of at_least, over, about, equals, at_most, under, between",
)
TOLERANCE = declare(
    "monitoring.tolerance-not-a-share",
    zh="目标 {target} 的容差 {tolerance} 不是目标值的份额",
    en="the tolerance {tolerance} of target {target} is not a share of its goal",
    fix_zh="写成 0 到 1 之间的份额，如 10%",
    fix_en="write a share from 0 up to 1, such as 10%",
)
BAND_REVERSED = declare(
    "monitoring.band-reversed",
    zh="目标 {target} 的区间下限 {low} 大于上限 {high}",
    en="the band of target {target} starts at {low}, above its end {high}",
    fix_zh="先写小数，后写大数",
    fix_en="write the smaller number first",
)
LIGHT_RULE = declare(
    "monitoring.light-rule-reversed",
    zh="灯的规则不成立：黄灯起点 {yellow} 应大于 0 且不大于绿灯起点 {green}",
    en="the light rule cannot hold: yellow starts at {yellow}; it must be above 0, up to green at {green}",
    fix_zh="改 yellow_from 或 green_from",
    fix_en="change yellow_from or green_from",
)
SEVERAL_PLACES = declare(
    "monitoring.several-places",
    zh="目标 {target} 的一次评判混有几个地区的数：{places}",
    en="one assessment of target {target} was given figures of several places: {places}",
    fix_zh="每个地区分别评判，或先用 sum_of_places 汇总",
    fix_en="assess each place on its own, or add the places up first with sum_of_places",
    audience="analyst",
)
CONTRADICTING = declare(
    "monitoring.contradicting-readings",
    zh="目标 {target} 在 {period}（口径 {scope}）同一天收到两个不同的数：{first} 与 {second}",
    en="target {target} has two different figures for {period} (scope {scope}) known on the same day: "
    "{first} and {second}",
    fix_zh="核实后只留一个；更正的数写上新的知悉日",
    fix_en="keep the right one; give a correction its own known-on date",
    audience="analyst",
)
OVERLAPPING = declare(
    "monitoring.overlapping-flows",
    zh="目标 {target} 的两段流量部分重叠，不能相加：{first} 与 {second}",
    en="two flows of target {target} overlap in part and cannot be added: {first} and {second}",
    fix_zh="按互不重叠的月、季或年报数；整段包含的可以并存",
    fix_en="report months, quarters or years that do not overlap; one period wholly inside another may stay",
    audience="analyst",
)
UNEQUAL_PARTS = declare(
    "monitoring.place-twice",
    zh="汇总时地区 {place} 在 {period}（口径 {scope}）出现不止一次",
    en="place {place} stands more than once for {period} (scope {scope}) among the figures to add up",
    fix_zh="每个地区每期每口径只留一个数",
    fix_en="keep one figure for each place, period and scope",
    audience="analyst",
)
OUTSIDE_GROUP = declare(
    "monitoring.place-outside-group",
    zh="目标 {target} 只对 {group} 中的地区，收到了 {place} 的数",
    en="target {target} is for the places of {group} only; there is a figure of {place}",
    fix_zh="核对地区代码，或把该地区列入该组",
    fix_en="check the place code, or list the place in the group",
    audience="analyst",
)
UNKNOWN_TARGET = declare(
    "monitoring.unknown-target",
    zh="方案中没有目标 {target}",
    en="the plan has no target {target}",
    fix_zh="核对目标代码",
    fix_en="check the id of the target",
    audience="analyst",
)
NO_EVIDENCE = declare(
    "monitoring.judgement-without-evidence",
    zh="对定性目标 {target} 的判断没有附证据",
    en="the judgement on the qualitative target {target} comes without evidence",
    fix_zh="写明依据的文件、清单或现场核查记录",
    fix_en="name the documents, lists or inspection records it rests on",
    audience="analyst",
)
OTHER_JUDGE = declare(
    "monitoring.other-judge",
    zh="定性目标 {target} 由 {judge} 判断，不是 {given}",
    en="the qualitative target {target} is judged by {judge}, not by {given}",
    fix_zh="请 {judge} 作出判断",
    fix_en="ask {judge} for the judgement",
    audience="analyst",
)
NOT_JUDGED_SO = declare(
    "monitoring.figures-decide",
    zh="目标 {target} 由数字决定，不接受判断",
    en="figures decide target {target}; a judgement is not accepted",
    fix_zh="报送该目标的数；判断只用于定性目标",
    fix_en="supply its figures; judgements are for qualitative targets only",
    audience="analyst",
)
TOO_LARGE = declare(
    "monitoring.number-too-large",
    zh="目标 {target} 的一个数超过 {digits} 位整数，结果表放不下",
    en="a number of target {target} has more than {digits} digits before the point; the table cannot hold it",
    fix_zh="核对单位和数值，或改用较大的单位",
    fix_en="check unit and figure, or use a larger unit",
    audience="analyst",
)
NO_CALENDAR = declare(
    "monitoring.no-calendar",
    zh="节假日安排里没有 {year} 年，算不出工作日",
    en="the calendar of public holidays does not know {year}; working days cannot be counted",
    fix_zh="更新依赖包 chinesecalendar；当年的放假安排通常在上年十一月公布",
    fix_en="renew the package chinesecalendar; the holidays of a year are published in November of the year before",
    audience="analyst",
)
NO_REASON_FOR_RESPLIT = declare(
    "monitoring.resplit-without-reason",
    zh="目标 {target} 分给 {place} 的数由 {before} 改为 {after}，没有写理由",
    en="the part of target {target} given to {place} was changed from {before} to {after} without a reason",
    fix_zh="在分解表的“理由”一栏写明为何调整，再装入一次",
    fix_en="state the reason in the column of the split and load it again",
    severity=Severity.WARNING,
    audience="analyst",
)
PART_UNIT = declare(
    "monitoring.part-unit",
    zh="目标 {target} 分给 {place} 的数单位是“{unit}”，应与“{wanted}”是同一种量；未采用",
    en="the part of target {target} for {place} is in {unit}, which does not measure what {wanted} measures; left aside",
    fix_zh="按目标的单位重报",
    fix_en="file it again in the unit of the target",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_OUT_OF_PERIOD = declare(
    "monitoring.split-out-of-period",
    zh="目标 {target} 分给 {place} 的时期 {period} 超出目标的期限；未采用",
    en="the part of target {target} for {place} is for {period}, outside the term of the target; left aside",
    fix_zh="核对年度",
    fix_en="check the year",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_PLACE_GONE = declare(
    "monitoring.split-place-gone",
    zh="目标 {target} 分给了 {place}，该区划 {until} 已撤销；未采用",
    en="a part of target {target} was given to {place}, which ended on {until}; left aside",
    fix_zh="分给承接的区划",
    fix_en="give it to the successor",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_FALL_SHORT = declare(
    "monitoring.parts-fall-short",
    zh="目标 {target}（{period}）：{place} 之下 {count} 个地区分解数合计 {parts}，少于 {whole}",
    en="target {target} ({period}): the {count} parts below {place} add to {parts}, less than {whole}",
    fix_zh="补足分解，或说明其余由谁承担",
    fix_en="split the rest, or say who carries it",
    severity=Severity.WARNING,
    audience="analyst",
)
YEARS_FALL_SHORT = declare(
    "monitoring.years-fall-short",
    zh="目标 {target}：{place} 各年分解数合计 {parts}，少于全期的 {whole}",
    en="target {target}: the years of {place} add to {parts}, less than the {whole} of the term",
    fix_zh="补足各年的数",
    fix_en="complete the years",
    severity=Severity.WARNING,
    audience="analyst",
)
