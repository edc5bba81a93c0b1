"""What a run or its verification can refuse or report."""

from zhixing.foundation.issues import Severity, declare

NO_FACTS = declare(
    "runs.no-facts",
    zh="数据湖里没有“{dataset}”在 {years} 年的数据",
    en="the lake holds no data of {dataset} for {years}",
    fix_zh="先用 zhixing facts load 装入数据，或换年度",
    fix_en="load data with `zhixing facts load` first, or choose other years",
    audience="analyst",
)
UNKNOWN_SCHEME = declare(
    "runs.unknown-scheme",
    zh="没有评价办法“{name}”",
    en="there is no scheme {name!r}",
    fix_zh="可用：{known}",
    fix_en="known: {known}",
    audience="analyst",
)
UNKNOWN_RUN = declare(
    "runs.unknown-run",
    zh="找不到运行“{name}”",
    en="there is no run {name!r}",
    fix_zh="现有：{known}",
    fix_en="known: {known}",
    audience="analyst",
)
SEAL_BROKEN = declare(
    "runs.seal-broken",
    zh="清单的封印与内容不符：清单被改动过",
    en="the manifest does not match its seal: it has been changed",
    fix_zh="不要采用此运行；从可信的副本恢复，或重新运行",
    fix_en="do not use this run; restore it from a trusted copy or run again",
    audience="auditor",
)
FILE_CHANGED = declare(
    "runs.file-changed",
    zh="文件 {name} 与清单记录的校验值不符（或缺失）",
    en="the file {name} does not match the digest in the manifest (or is missing)",
    fix_zh="不要采用此运行；从可信的副本恢复，或重新运行",
    fix_en="do not use this run; restore it from a trusted copy or run again",
    audience="auditor",
)
FACTS_CHANGED = declare(
    "runs.facts-changed",
    zh="数据湖中收据 {name} 的数据与运行时不同（或缺失）",
    en="the data of receipt {name} in the lake differ from those of the run (or are missing)",
    fix_zh="恢复数据湖的原文件；数据湖只能追加",
    fix_en="restore the lake's file; a lake is append-only",
    audience="auditor",
)
CODE_DIFFERS = declare(
    "runs.code-differs",
    zh="程序与运行时不同（{then} → {now}）",
    en="the code differs from the run's ({then} → {now})",
    fix_zh="用当时的版本复算；版本见清单的 code",
    fix_en="recompute with the version of the run; see `code` in the manifest",
    audience="auditor",
)
NOT_REPRODUCED = declare(
    "runs.not-reproduced",
    zh="复算得到的 {name} 与封存的不同",
    en="recomputing gives another {name} than was sealed",
    fix_zh="核对程序版本和数据；在查明之前不要采用",
    fix_en="compare code and data; do not use the run before this is understood",
    audience="auditor",
)
LEFTOVER = declare(
    "runs.leftover",
    zh="有一次没有做完的运行留下的文件夹 {name}，不影响结果",
    en="a run that did not finish left the folder {name}; results are not affected",
    fix_zh="可以删除",
    fix_en="it may be deleted",
    audience="analyst",
)
REPORTED_UNIT = declare(
    "runs.reported-unit",
    zh="指标“{indicator}”{period} 的报送数单位是“{found}”，与指标的单位“{wanted}”不是同一种量",
    en="the figure reported for {indicator} in {period} is in {found}, which does not measure what {wanted} measures",
    fix_zh="请报送部门更正单位，再装入更正的数",
    fix_en="have the department correct the unit and load the correction",
    audience="analyst",
)
LEFT_OUT = declare(
    "runs.scheme-without-facts",
    severity=Severity.WARNING,
    zh="“{dataset}”没有 {year} 年的数据，这一年没有按 {schemes} 评价",
    en="there are no facts of {dataset!r} for {year}, so {schemes} were left out in that year",
    fix_zh="收到数据装入后再运行一次",
    fix_en="load the figures when they come and run again",
    audience="analyst",
)
NO_RESULT = declare(
    "runs.no-result",
    zh="运行“{run}”里没有“{enterprise}”的评价结果",
    en="the run {run} holds no result for {enterprise}",
    fix_zh="检查代码（企业用统一社会信用代码，项目、宗地、竞买申请和地区各用自己的代码）、年度和办法；该运行包含：{known}",
    fix_en="check the code, the year and the scheme; the run holds: {known}",
    audience="analyst",
)
DAMAGED = declare(
    "runs.damaged",
    zh="运行 {name} 已经存在，但与封存时不同；它是证据，不会被覆盖",
    en="the run {name} exists already but differs from what was sealed; it is evidence and is not overwritten",
    fix_zh="查明原因；要重新计算，先把这个文件夹移到别处",
    fix_en="find out why; to compute it again, move the folder elsewhere first",
    audience="auditor",
)
DECISION_ASIDE = declare(
    "runs.decision-aside",
    zh="关于目标“{target}”的一项判断或调整未采用：{why}",
    en="a judgement or override of target {target} was left aside: {why}",
    fix_zh="补齐理由和依据，由方案写明的单位重新报送",
    fix_en="file it again with reason and evidence, by the unit the plan names",
    severity=Severity.WARNING,
    audience="analyst",
)
NO_CASCADE = declare(
    "runs.no-cascade",
    zh="运行“{run}”里没有目标分解，导不出各地的完成情况",
    en="the run {run} split no target, so there is no attainment of places to give out",
    fix_zh="在方案的 monitoring.yaml 写明 splits_in，装入目标分解后再监测",
    fix_en="name splits_in in the plan's monitoring.yaml, load the splits, and monitor again",
    audience="analyst",
)
DRAFT_DATA = declare(
    "runs.draft-data",
    zh="草案改了数据合同，不能在已有的数据上试算",
    en="the draft changes a dataset contract and cannot be tried on the facts that are there",
    fix_zh="试算只改权重、基准、比例、措施等；改数据合同的另行装入数据",
    fix_en="try weights, bases, cuts, measures; load facts anew for another contract",
    audience="analyst",
)
NO_PROPOSALS = declare(
    "runs.no-proposals",
    zh="运行 {run} 里没有措施“{measure}” {year} 年的建议。有的：{known}",
    en="the run {run} has no proposals of {measure} for {year}. It has: {known}",
    fix_zh="先计算那一年（并装入上一年的数据，以便定等），或换一个运行",
    fix_en="compute that year first (with the facts of the year before, for the grades), or take another run",
    audience="analyst",
)
NO_SIGNS = declare(
    "runs.no-signs",
    zh="运行 {run} 没有 {year} 年的现象表",
    en="the run {run} holds no table of signs for {year}",
    fix_zh="有的年度：{known}；方案的 signs/ 里要有用到所算办法的现象",
    fix_en="years it holds: {known}; the plan's signs/ must name schemes that were computed",
    audience="analyst",
)
UNKNOWN_COUNTY = declare(
    "runs.unknown-county",
    zh="方案里没有地区“{name}”",
    en="the plan has no place {name!r}",
    fix_zh="写方案 places.yaml 里的六位区划代码",
    fix_en="give the six digits of its code in places.yaml",
    audience="analyst",
)
UNKNOWN_SIGN = declare(
    "runs.unknown-sign",
    zh="方案里没有现象“{name}”",
    en="the plan has no sign {name!r}",
    fix_zh="可用：{known}",
    fix_en="known: {known}",
    audience="analyst",
)
