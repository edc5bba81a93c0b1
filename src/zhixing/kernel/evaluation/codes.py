"""What an evaluation can refuse."""

from zhixing.foundation.issues import declare

NO_GROUP = declare(
    "evaluation.no-group",
    zh="评价办法“{scheme}”：{count} 家企业不属于任何分组（例如 {examples}）",
    en="{scheme}: {count} enterprises fit no group (for example {examples})",
    fix_zh="检查 population.groups 的条件，或补齐这些企业的数据",
    fix_en="check the conditions of population.groups, or complete the data of these enterprises",
    audience="analyst",
)
MISSING_REFUSED = declare(
    "evaluation.missing-refused",
    zh="评价办法“{scheme}”不允许“{indicator}”缺数，但有 {count} 家缺（例如 {examples}）",
    en="{scheme} does not allow {indicator} to be missing, but {count} enterprises lack it (for example {examples})",
    fix_zh="补齐数据，或在办法中写明缺数如何处理",
    fix_en="complete the data, or say in the scheme what a missing value gets",
    audience="analyst",
)
NO_BASE = declare(
    "evaluation.no-base",
    zh="评价办法“{scheme}”的“{indicator}”算不出大于零的基准值（{count} 家，例如 {examples}）",
    en="{scheme}: no base above zero can be computed for {indicator} ({count} enterprises, for example {examples})",
    fix_zh="检查总体是否太小或数据有误，或写明 no_base: zero",
    fix_en="check whether the population is too small or the data wrong, or state `no_base: zero`",
    audience="analyst",
)
NOT_FOR_YEAR = declare(
    "evaluation.not-for-year",
    zh="评价办法“{scheme}”适用于 {first}—{last} 数据年度，不能用于 {year} 年",
    en="{scheme} is for the data years {first} to {last}, not for {year}",
    fix_zh="选用当年的办法",
    fix_en="choose the scheme of that year",
    audience="analyst",
)
NOT_RECONCILED = declare(
    "evaluation.not-reconciled",
    zh="评价办法“{scheme}”的家数对不上：参评 {participants}，定等 {graded}，其他状态 {states}",
    en="{scheme} does not reconcile: {participants} participants, {graded} graded, {states} in other states",
    fix_zh="这是程序缺陷或办法自相矛盾，结果不予采用",
    fix_en="the scheme contradicts itself or the program is wrong; the result is refused",
    audience="analyst",
)
LIMIT_BROKEN = declare(
    "evaluation.limit-broken",
    zh="评价办法“{scheme}”规定 {grade} 等 {bound}%，“{group}”的结果是 {found}%",
    en="{scheme} wants grade {grade} {bound} %, but {group} came out at {found} %",
    fix_zh="检查等次划分与限额是否矛盾，或调整办法",
    fix_en="see whether the cut and the limit contradict each other, or change the scheme",
    audience="analyst",
)
CANNOT_WEIGH = declare(
    "evaluation.cannot-weigh",
    zh="评价办法“{scheme}”的“{group}”组只有 {count} 个各项齐全的对象，或各项都没有差别，用 {method} 法算不出权重",
    en="{scheme}: the group {group} has {count} entities without a gap, or none of its items varies; {method} gives no weights",
    fix_zh="换一个年度或范围更大的运行",
    fix_en="take a run of another year or of more entities",
    audience="analyst",
)
