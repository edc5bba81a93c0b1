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
RESPLIT_WITHOUT_REASON = declare(
    "monitoring.resplit-without-reason",
    zh="目标 {target} 分给 {place}（{period}）的数 {day} 由 {before} 改为 {after}，没有写理由",
    en="the part of target {target} given to {place} ({period}) was changed on {day} from {before} to {after} without a reason",
    fix_zh="把这一行连同理由再报一次；原来的数保留在历史中",
    fix_en="file the row again with its reason; the earlier part stays in the history",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_UNKNOWN_TARGET = declare(
    "monitoring.split-unknown-target",
    zh="分解表里的目标 {target} 方案中没有（{place}，{period}），未采用",
    en="the plan has no target {target}, of which a part was given to {place} ({period}); left aside",
    fix_zh="核对目标代码；方案改过编号的，按新编号再报",
    fix_en="check the id; if the plan renamed it, file it again under the new one",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_UNKNOWN_PLACE = declare(
    "monitoring.split-unknown-place",
    zh="目标 {target} 分给了方案中没有的地区 {place}（{period}），未采用",
    en="a part of target {target} was given to {place} ({period}), which the plan does not know; left aside",
    fix_zh="核对区划代码",
    fix_en="check the code of the place",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_NO_PARTS = declare(
    "monitoring.split-without-parts",
    zh="目标 {target} 不能分解（{place}，{period}）：定性目标、规则中的界线和比例、本来就逐地计的目标没有分解数；未采用",
    en="target {target} cannot be split ({place}, {period}): judged aims, lines and rates of rules "
    "and targets for each place have no parts; left aside",
    fix_zh="删去这一行",
    fix_en="leave the row out",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_UNIT = declare(
    "monitoring.split-unit",
    zh="目标 {target} 分给 {place}（{period}）的数单位是“{unit}”，与“{wanted}”不是同一种量；未采用",
    en="the part of target {target} for {place} ({period}) is in {unit}, which does not measure what {wanted} measures; left aside",
    fix_zh="按目标的单位再报；可换算的单位（如 万家 与 家）不必改",
    fix_en="file it again in the unit of the target; units that convert may stay",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_PERIOD = declare(
    "monitoring.split-period",
    zh="目标 {target} 分给 {place} 的时期 {period} 既不是目标期 {term}，也不是其中的一年；未采用",
    en="the part of target {target} for {place} is for {period}, neither the term {term} nor a year of it; left aside",
    fix_zh="全期写 {term}，分年写年度",
    fix_en="write {term} for the whole term, or a year of it",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_IS_WHOLE = declare(
    "monitoring.split-is-the-whole",
    zh="目标 {target} 在 {place} 的全期（{period}）就是方案中的目标本身，不能另报；未采用",
    en="target {target} for {place} over {period} is the target itself and cannot be filed; left aside",
    fix_zh="目标值改在方案里；这里只报分年数和各地的数",
    fix_en="change the goal in the plan; file years and places here",
    severity=Severity.WARNING,
    audience="analyst",
)
SPLIT_PLACE = declare(
    "monitoring.split-place-not-valid",
    zh="目标 {target}（{period}）分给了 {place}，该区划有效期为 {valid}，{day} 作出分解时不在其内；未采用",
    en="a part of target {target} ({period}) was given on {day} to {place}, which is valid {valid}; left aside",
    fix_zh="分给当时有效的区划",
    fix_en="give it to the places of that day",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_MISSING = declare(
    "monitoring.parts-missing",
    zh="目标 {target}（{period}）：{place} 之下已分给 {count} 个地区，还缺 {missing}",
    en="target {target} ({period}): {count} places below {place} were given a part; missing are {missing}",
    fix_zh="补报；确实不承担的报 0",
    fix_en="file them; a place that carries nothing gets 0",
    severity=Severity.WARNING,
    audience="analyst",
)
YEARS_MISSING = declare(
    "monitoring.years-missing",
    zh="目标 {target}（{period}）：{place} 只有 {count} 年有分年数，还缺 {missing}",
    en="target {target} ({period}): {place} has parts for {count} years; missing are {missing}",
    fix_zh="补报各年",
    fix_en="file the other years",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_FALL_SHORT = declare(
    "monitoring.parts-fall-short",
    zh="目标 {target}（{period}）：{place} {among}的分解数合计 {parts}，少于 {whole}",
    en="target {target} ({period}): {among_en} of {place} come to {parts}, less than {whole}",
    fix_zh="补足分解，或说明其余由谁承担",
    fix_en="split the rest, or say who carries it",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_DIFFER = declare(
    "monitoring.parts-differ",
    zh="目标 {target}（{period}）：{place} {among}的分解数合计 {parts}，应恰为 {whole}",
    en="target {target} ({period}): {among_en} of {place} come to {parts} and must be exactly {whole}",
    fix_zh="核对各数；允许超过的，把目标的 parts 改为 at-least",
    fix_en="check the figures; where more will do, write parts: at-least in the target",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_EXCEED = declare(
    "monitoring.parts-exceed",
    zh="目标 {target}（{period}）：{place} {among}的分解数合计 {parts}，超过上限 {whole}",
    en="target {target} ({period}): {among_en} of {place} come to {parts}, above the limit of {whole}",
    fix_zh="压减各地的数",
    fix_en="lower the parts",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_MEAN = declare(
    "monitoring.parts-mean",
    zh="目标 {target}（{period}）：{place} 各地分解数按权重平均为 {mean}，达不到 {whole}",
    en="target {target} ({period}): the weighted mean of the parts of {place} is {mean} and misses {whole}",
    fix_zh="核对权重和各地的数",
    fix_en="check weights and parts",
    severity=Severity.WARNING,
    audience="analyst",
)
PARTS_ALL_MISS = declare(
    "monitoring.parts-all-miss",
    zh="目标 {target}（{period}）：{place} 各地的分解数没有一个达到 {whole}，合起来不可能达到",
    en="target {target} ({period}): no part of {place} reaches {whole}; together they cannot",
    fix_zh="提高各地的数",
    fix_en="raise the parts",
    severity=Severity.WARNING,
    audience="analyst",
)
FIGURE_AFTER_END = declare(
    "monitoring.figure-after-end",
    zh="{place} 已于 {until} 撤销，{count} 个数的时期在其后才结束（如 {period}），未计入",
    en="{place} ended on {until}; {count} of its figures are of periods that end later (such as {period}) and were not counted",
    fix_zh="由承接的区划报整期的数",
    fix_en="let its successors report the whole period",
    severity=Severity.WARNING,
    audience="analyst",
)
DIVISIONS_CHANGED = declare(
    "monitoring.divisions-changed",
    zh="{places} 的区划在 {day} 有变，指标 {indicators} 没有可用的沿革折算：跨这一天的数不能相比，这些地区不给灯",
    en="the divisions of {places} changed on {day} and no crosswalk leads the indicators {indicators} over it: "
    "figures across it are not compared and these places have no light",
    fix_zh="在 crosswalks/ 中写明换算及其依据，或按新区划重新分解",
    fix_en="state a crosswalk with its basis in crosswalks/, or split anew on the new divisions",
    severity=Severity.NOTE,
    audience="analyst",
)
