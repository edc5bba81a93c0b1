"""What the plan compiler can find wrong."""

from zhixing.foundation.issues import Severity, declare

NOT_UTF8 = declare(
    "plan.not-utf8",
    zh="文件不是 UTF-8 编码（第 {byte} 字节处）",
    en="the file is not UTF-8 (at byte {byte})",
    fix_zh="用编辑器另存为 UTF-8",
    fix_en="save it as UTF-8",
)
NOT_YAML = declare(
    "plan.not-yaml",
    zh="不是有效的 YAML：{why}",
    en="not valid YAML: {why}",
    fix_zh="检查缩进、冒号后的空格和引号",
    fix_en="check indentation, the blank after colons, and quotes",
)
HIDDEN_SYNTAX = declare(
    "plan.hidden-syntax",
    zh="不能使用 YAML 的引用或合并写法（{what}）",
    en="YAML aliases, merges and computed keys may not be used ({what})",
    fix_zh="把内容完整写出，让审阅的人看得见",
    fix_en="write the content out so that a reviewer can see it",
)
REPEATED_KEY = declare(
    "plan.repeated-key",
    zh="键“{key}”重复（前一次在第 {first} 行）",
    en="the key {key!r} is repeated (first on line {first})",
    fix_zh="删去其中一个",
    fix_en="remove one of the two",
)
MISSING_FILE = declare(
    "plan.missing-file",
    zh="方案文件夹缺少文件 {name}",
    en="the plan folder lacks the file {name}",
    fix_zh="补上该文件，或检查文件夹路径",
    fix_en="add the file, or check the path of the folder",
)
LINKED_FILE = declare(
    "plan.linked-file",
    zh="{name} 是指向别处的链接，方案文件夹必须自成一体",
    en="{name} is a link to somewhere else; a plan folder must stand by itself",
    fix_zh="把文件本身放进方案文件夹",
    fix_en="put the file itself into the plan folder",
)
UNKNOWN_SCOPE = declare(
    "plan.unknown-scope",
    zh="指标“{what}”的口径“{name}”算不出：可用 {known}",
    en="the scope {name!r} of the indicator {what} cannot be computed: known {known}",
    fix_zh="改用可用的口径，或在数据集中补上 above_scale、industry 列",
    fix_en="use a known scope, or give the dataset the columns above_scale and industry",
)
DATASET_COLUMNS = declare(
    "plan.dataset-columns",
    zh="数据集“{what}”的指标要汇总到地区，但它没有所在县的列 county",
    en="indicators of the dataset {what} roll up to places, but it has no column `county` of type place",
    fix_zh="补上 county 列（type: place, level: county），或把指标的 rollup 改为 none",
    fix_en="add the column county (type: place, level: county), or set rollup: none",
)
UNKNOWN_FILE = declare(
    "plan.unknown-file",
    zh="不认识的文件 {name}，其内容不会被编译",
    en="unknown file {name}: its content is not compiled",
    fix_zh="改名为约定的文件，或移出方案文件夹；相近：{near}",
    fix_en="give it an agreed name or move it out of the folder; near: {near}",
)
MISSING_KEY = declare(
    "plan.missing-key",
    zh="{what} 缺少“{key}”",
    en="{what} lacks {key!r}",
    fix_zh="补上这一项",
    fix_en="add it",
)
UNKNOWN_KEY = declare(
    "plan.unknown-key",
    zh="{what} 中有不认识的键“{key}”",
    en="{what} has an unknown key {key!r}",
    fix_zh="相近的键：{near}",
    fix_en="near keys: {near}",
)
WRONG_VALUE = declare(
    "plan.wrong-value",
    zh="{what} 的“{key}”取值不对：{value}（{why}）",
    en="{what}: {key!r} has a wrong value {value} ({why})",
    fix_zh="按说明改正取值",
    fix_en="correct the value",
)
REPEATED_ID = declare(
    "plan.repeated-id",
    zh="{kind} 的编号“{id}”重复（前一次在 {first}）",
    en="the {kind} id {id!r} is used twice (first at {first})",
    fix_zh="换一个编号",
    fix_en="choose another id",
)
UNKNOWN_CLAUSE = declare(
    "plan.unknown-clause",
    zh="“{what}”引用的条款 {name} 不在 outline.yaml 中",
    en="{what} cites the clause {name}, which outline.yaml does not have",
    fix_zh="相近的条款：{near}",
    fix_en="near clauses: {near}",
)
UNKNOWN_ORGANISATION = declare(
    "plan.unknown-organisation",
    zh="“{what}”提到的单位“{name}”没有登记",
    en="{what} names the organisation {name!r}, which is not listed",
    fix_zh="在 organisations.yaml 中登记，或改正；相近：{near}",
    fix_en="list it in organisations.yaml or correct it; near: {near}",
)
UNKNOWN_PLACE = declare(
    "plan.unknown-place",
    zh="“{what}”提到的地区“{name}”没有登记",
    en="{what} names the place {name!r}, which is not listed",
    fix_zh="在 places.yaml 中登记，或改正；相近：{near}",
    fix_en="list it in places.yaml or correct it; near: {near}",
)
UNKNOWN_FIELD = declare(
    "plan.unknown-field",
    zh="“{what}”提到的领域“{name}”没有登记",
    en="{what} names the industry field {name!r}, which is not listed",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_DATASET = declare(
    "plan.unknown-dataset",
    zh="“{what}”提到的数据集“{name}”不存在",
    en="{what} names the dataset {name!r}, which does not exist",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_INDICATOR = declare(
    "plan.unknown-indicator",
    zh="“{what}”提到的指标“{name}”不存在",
    en="{what} names the indicator {name!r}, which does not exist",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_INDUSTRY = declare(
    "plan.unknown-industry",
    zh="“{what}”提到的产业“{name}”不在 industries.yaml 中",
    en="{what} names the industry {name!r}, which industries.yaml does not have",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_PARAMETER = declare(
    "plan.unknown-parameter",
    zh="“{what}”提到的参数“{name}”不存在",
    en="{what} names the parameter {name!r}, which does not exist",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_TARGET = declare(
    "plan.unknown-target",
    zh="“{what}”提到的目标“{name}”不存在",
    en="{what} names the target {name!r}, which does not exist",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_SCHEME = declare(
    "plan.unknown-scheme",
    zh="“{what}”提到的评价办法“{name}”不存在",
    en="{what} names the evaluation scheme {name!r}, which does not exist",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_MEASURE = declare(
    "plan.unknown-measure",
    zh="“{what}”提到的措施“{name}”不存在",
    en="{what} names the measure {name!r}, which does not exist",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
)
UNKNOWN_NAME = declare(
    "plan.unknown-name",
    zh="“{what}”的公式里有不认识的名称“{name}”",
    en="the formula of {what} uses the unknown name {name!r}",
    fix_zh="可用的有数据集的列、指标和参数；相近：{near}",
    fix_en="columns of the dataset, indicators and parameters may be used; near: {near}",
)
UNNAMED_PLACE_GROUP = declare(
    "plan.unnamed-place-group",
    zh="地区“{what}”归入的组“{name}”没有在 places.yaml 的 groups 中写明名称",
    en="{what} is in the group of places {name!r}, which groups in places.yaml does not name",
    fix_zh="在 groups 中写上它，或改正；已写的：{known}",
    fix_en="name it under groups, or correct it; named: {known}",
)
UNKNOWN_PLACE_GROUP = declare(
    "plan.unknown-place-group",
    zh="“{what}”的公式里 in_group 问的“{name}”不是地区的级别，也不是 places.yaml 里的组",
    en="the formula of {what} asks in_group for {name!r}, which is neither a level of places nor a group of places.yaml",
    fix_zh="可用：{known}",
    fix_en="known: {known}",
    audience="author",
)
CIRCULAR = declare(
    "plan.circular",
    zh="定义互相循环：{chain}",
    en="circular definition: {chain}",
    fix_zh="改写其中一个定义",
    fix_en="rewrite one of them",
)
FORMULA_NOT_READ = declare(
    "plan.formula-not-read",
    zh="“{what}”的公式读不懂：{why}",
    en="the formula of {what} cannot be read: {why}",
    fix_zh="公式是一行类似 SQL 的算式，如 tax / land_used",
    fix_en="a formula is one line of SQL-like arithmetic, such as tax / land_used",
)
FORMULA_WORD = declare(
    "plan.formula-word",
    zh="“{what}”的公式不能使用“{word}”",
    en="the formula of {what} may not use {word!r}",
    fix_zh="可用：+ - * / 比较、and or not、case when、coalesce、least、greatest、round、abs、full_years、in_unit、in_group、汇总函数",
    fix_en=(
        "use + - * /, comparisons, and or not, case when, coalesce, least, greatest, round, abs, full_years, in_unit, "
        "in_group or an aggregate"
    ),
)
WRONG_KIND = declare(
    "plan.wrong-kind",
    zh="“{what}”的公式里 {part} 应是{wanted}，却是{found}",
    en="in the formula of {what}, {part} should be {wanted_en} but is {found_en}",
    fix_zh="改正该处",
    fix_en="correct this part",
)
UNIT_MISMATCH = declare(
    "plan.unit-mismatch",
    zh="“{what}”的单位对不上：{part} 是“{found}”，应是“{wanted}”",
    en="the units of {what} do not work out: {part} is in {found}, but {wanted} is needed",
    fix_zh="改正公式或声明的单位；需要换算时写 in_unit(式子, '单位')",
    fix_en="correct the formula or the declared unit; to convert, write in_unit(expression, 'unit')",
)
GRAIN_MIXED = declare(
    "plan.grain-mixed",
    zh="“{what}”的公式混用了粒度：{name} 属于数据集“{other}”，公式在“{dataset}”上计算",
    en="the formula of {what} mixes grains: {name} belongs to the dataset {other!r}, the formula runs on {dataset!r}",
    fix_zh="先用 per 把它汇总到同一组键，再引用",
    fix_en="aggregate it to the same key with `per` first, then refer to it",
)
INDICATOR_SOURCE = declare(
    "plan.indicator-source",
    zh="指标“{what}”要么给出 dataset 和 formula，要么给出 reported_in，二者取一",
    en="the indicator {what} needs either dataset and formula, or reported_in, and not both",
    fix_zh="补上或删去其中一种",
    fix_en="add or remove one of the two",
)
ROLLUP_SHAPE = declare(
    "plan.rollup-shape",
    zh="指标“{what}”按“总量之比”汇总，公式必须是“分子 / 分母”",
    en="the indicator {what} rolls up as a ratio of totals, so its formula must be `numerator / denominator`",
    fix_zh="把公式写成一个除法，或换一种汇总方式",
    fix_en="write the formula as one division, or choose another rollup",
)
COMPARATOR = declare(
    "plan.comparator",
    zh="目标“{what}”应恰好写一种比较（现有 {count} 种）",
    en="the target {what} needs exactly one comparator (it has {count})",
    fix_zh="在 at_least、over、about、equals、at_most、under、between 中选一个；定性目标不写",
    fix_en="choose one of at_least, over, about, equals, at_most, under, between; a qualitative target has none",
)
TARGET_INCOMPLETE = declare(
    "plan.target-incomplete",
    zh="目标“{what}”缺少“{key}”",
    en="the target {what} lacks {key!r}",
    fix_zh="定量目标要有单位、指标、牵头单位；定性目标要写明由谁、凭什么评判",
    fix_en=(
        "a quantified target needs a unit, an indicator and lead units; a qualitative one says who judges it and by what"
    ),
)
TARGET_UNIT = declare(
    "plan.target-unit",
    zh="目标“{what}”的单位“{found}”与指标“{indicator}”的单位“{wanted}”不是同一种量",
    en="the target {what} is in {found}, which does not measure what its indicator {indicator} ({wanted}) measures",
    fix_zh="改正单位，或改用对应的指标",
    fix_en="correct the unit or choose the right indicator",
)
TOTALS_DISAGREE = declare(
    "plan.totals-disagree",
    zh="“{what}”与“{other}”的数对不上：{mine} × {times} = {product}，后者写的是 {theirs}",
    en="{what} and {other} disagree: {mine} × {times} = {product}, but the other says {theirs}",
    fix_zh="对照原文核对两个数",
    fix_en="compare both figures with the text",
)
OUT_OF_TERM = declare(
    "plan.out-of-term",
    zh="“{what}”的时期 {period} 超出方案期 {term}",
    en="the period {period} of {what} lies outside the term {term}",
    fix_zh="改正时期，或在 note 中说明",
    fix_en="correct the period, or say why in a note",
    severity=Severity.WARNING,
)
CLAUSE_NOT_COVERED = declare(
    "plan.clause-not-covered",
    zh="条款 {clause}（{title}）既没有编入，也没有列入 not_encoded.yaml",
    en="the clause {clause} ({title}) is neither encoded nor listed in not_encoded.yaml",
    fix_zh="编入该条款，或写明留待判断的理由",
    fix_en="encode it, or list it with the reason",
)
NO_PARENT_CLAUSE = declare(
    "plan.no-parent-clause",
    zh="条款 {clause} 没有上级条款 {parent}",
    en="the clause {clause} has no parent {parent}",
    fix_zh="在 outline.yaml 中补上上级条款",
    fix_en="add the parent to outline.yaml",
)
PARAMETER_SOURCE = declare(
    "plan.parameter-source",
    zh="参数“{what}”应恰好有 values 或 figure_of 之一",
    en="the parameter {what} needs exactly one of values and figure_of",
    fix_zh="写出分年度的数，或指向一个目标的数",
    fix_en="give dated values, or point to the target whose figure it is",
)
DATES_OVERLAP = declare(
    "plan.dates-overlap",
    zh="“{what}”的有效期重叠或倒置：{first} 与 {second}",
    en="the validity periods of {what} overlap or run backwards: {first} and {second}",
    fix_zh="让各段首尾相接，不重叠",
    fix_en="let the periods follow each other",
)
CODE_SHARED = declare(
    "plan.code-shared",
    zh="行业代码 {code} 同时属于“{what}”和“{other}”",
    en="the industry code {code} belongs to both {what} and {other}",
    fix_zh="把它留给一个行业，另一个放到 wide",
    fix_en="leave it to one industry, or move it to `wide` in the other",
)
WEIGHTS = declare(
    "plan.weights-do-not-add",
    zh="评价办法“{what}”的“{group}”权重之和是 {found}，应为 {wanted}",
    en="the weights of group {group!r} in {what} add to {found}, not {wanted}",
    fix_zh="改正权重，或改正 weights_add_to",
    fix_en="correct the weights or weights_add_to",
)
SHARES = declare(
    "plan.shares-do-not-add",
    zh="评价办法“{what}”的等次比例之和是 {found}%，应为 100%",
    en="the shares of {what} add to {found} %, not 100 %",
    fix_zh="改正比例，或写明 rest",
    fix_en="correct the shares or name the grade of the rest",
)
NO_GRADE_FOR_REST = declare(
    "plan.no-grade-for-rest",
    zh="评价办法“{what}”没有说明其余企业定为哪一等",
    en="{what} does not say which grade the rest gets",
    fix_zh="写 rest，或让比例合计 100%",
    fix_en="name `rest`, or let the shares add to 100 %",
)
UNKNOWN_GRADE = declare(
    "plan.unknown-grade",
    zh="“{what}”用了没有声明的等次“{name}”",
    en="{what} uses the grade {name!r}, which is not declared",
    fix_zh="已声明：{near}",
    fix_en="declared: {near}",
)
UNKNOWN_GROUP = declare(
    "plan.unknown-group",
    zh="“{what}”的指标写给了不存在的分组“{name}”，或分组没有指标",
    en="{what} gives criteria to a group {name!r} that does not exist, or leaves a group without criteria",
    fix_zh="分组：{near}",
    fix_en="groups: {near}",
)
BASE_SOURCE = declare(
    "plan.base-source",
    zh="评价办法“{what}”的指标“{name}”（{family}）的基准写得不对：{why}",
    en="in {what}, the ends of the criterion {name} ({family}) are not right: {why_en}",
    fix_zh="按所用的计分方法写出基准值，或写明由总体算出的办法",
    fix_en="state what its family needs, as figures or as they come from the population",
)
COUNTS_DO_NOT_ADD = declare(
    "plan.counts-do-not-add",
    zh="评价办法“{what}”公布的“{group}”家数对不上：各等次和状态合计 {found}，参评 {wanted}",
    en="the counts published for {group} in {what} do not add up: grades and states make {found}, participants {wanted}",
    fix_zh="查明未定等的家数，写入 states；查不明的结果不能采用",
    fix_en="find out who was left without a grade and state it in `states`; without that the result cannot be used",
)
COUNTS_DIFFER = declare(
    "plan.counts-differ",
    zh="评价办法“{what}”公布的“{group}”家数与等次规则算出的不同：公布 {found}，按规则 {wanted}",
    en="the counts published for {group} in {what} differ from what its rule gives: published {found}, by rule {wanted}",
    fix_zh="核对比例、取整和分组，或说明裁定后的变动",
    fix_en="check shares, rounding and groups, or say what was moved afterwards",
    severity=Severity.WARNING,
)
SCHEME_PLACE = declare(
    "plan.scheme-incomplete",
    zh="评价办法“{what}”：{why}",
    en="the scheme {what}: {why_en}",
    fix_zh="改正后再编译",
    fix_en="correct it and compile again",
)
MEASURE_RATE = declare(
    "plan.measure-rate",
    zh="措施“{what}”应恰好写 rate、by_grade、rates 之一；写 by_grade 时要有 scheme，且每一等都有",
    en="the measure {what} needs exactly one of rate, by_grade and rates; by_grade needs a scheme and a rate for every grade",
    fix_zh="补全后再编译",
    fix_en="complete it and compile again",
)
MEASURE_LINE = declare(
    "plan.measure-line",
    zh="措施“{what}”的第 {number} 行：{why}",
    en="line {number} of the measure {what}: {why_en}",
    fix_zh="改正这一行后再编译",
    fix_en="correct the line and compile again",
)
MEASURE_WHOLE = declare(
    "plan.measure-incomplete",
    zh="措施“{what}”：{why}",
    en="the measure {what}: {why_en}",
    fix_zh="补全后再编译",
    fix_en="complete it and compile again",
)
MEASURES_OVERLAP = declare(
    "plan.measures-overlap",
    zh="措施“{what}”与“{other}”种类、基数、地区和日期都重叠，没有写明同时适用时怎么办",
    en="the measures {what} and {other} overlap in kind, base, region and dates, and nothing says how they stack",
    fix_zh="在 measures/ 的 stackings 中写明两者怎样叠加",
    fix_en="say under stackings in measures/ how the two go together",
)
STACKING = declare(
    "plan.stacking",
    zh="叠加规则“{what}”：{why}",
    en="the stacking {what}: {why_en}",
    fix_zh="改正后再编译",
    fix_en="correct it and compile again",
)
PLACEHOLDER = declare(
    "plan.placeholder-unexplained",
    zh="参数“{what}”标为 placeholder（没有见到出处的暂定数），却没有在 assumptions 中写明怎样定的",
    en="the parameter {what} is a placeholder that no source states, but its assumptions do not say how it was set",
    fix_zh="在 assumptions 中写明，或找到出处后删去 placeholder",
    fix_en="say so under assumptions, or find the source and drop placeholder",
)
CASE_SUBJECT = declare(
    "plan.case-subject",
    zh="算例“{what}”应恰好指明 scheme、measure、stacking、target 之一",
    en="the case {what} needs exactly one of scheme, measure, stacking and target",
    fix_zh="写明算的是什么",
    fix_en="say what it is a case of",
)
LEVER_COLUMN = declare(
    "plan.lever-column",
    zh="“{what}”的 levers 写了“{column}”，它不是该指标公式用到的数量列",
    en="{what} has the lever {column!r}, which is no column with a number that its formula uses",
    fix_zh="写公式里用到的、数据合同中类型为 amount 或 count 的列",
    fix_en="name a column of the type amount or count that the formula uses",
)
LEVER_BARRED = declare(
    "plan.lever-barred",
    zh="“{what}”的 levers 让企业改变“{column}”：不建议压缩用地，也不建议减员",
    en="{what} has a lever on {column!r}: land is never to be shrunk for a grade, nor staff cut",
    fix_zh="删去这一项",
    fix_en="leave it out",
)
CYCLE_WHEN = declare(
    "plan.cycle-when",
    zh="监测周期“{cycle}”须写明 every 或 on，二者取一",
    en="the cycle {cycle} must state `every` or `on`, one of the two",
    fix_zh="按季、按年的写 every，只在某一天的写 on",
    fix_en="write `every` for quarters and years, `on` for a single day",
    audience="author",
)
DECISION_COLUMNS = declare(
    "plan.decision-columns",
    zh="monitoring.yaml 的 {role} 指向数据集“{dataset}”，它缺少列：{columns}",
    en="{role} of monitoring.yaml names the dataset {dataset}, which lacks the columns {columns}",
    fix_zh="在数据集中补上这些列",
    fix_en="add these columns to the dataset",
    audience="author",
)
FOLLOW_UP_WHEN = declare(
    "plan.follow-up-when",
    zh="督办规则“{rule}”须在 light（连同 cycle）、overdue、parts 中取一，次数和期限不小于 1；已有周期：{cycles}",
    en="the follow-up {rule} must state one of light (with a cycle), overdue, parts; counts and days from 1; cycles: {cycles}",
    fix_zh="写明由什么触发、期限几个工作日",
    fix_en="say what opens it and within how many working days it is answered",
    audience="author",
)
FORM_OWED_BY = declare(
    "plan.form-owed-by",
    zh="报送表“{form}”须写明由谁报：units，或 places、places_in；期限不能为负",
    en="the form {form} must say who owes it: `units`, or `places` or `places_in`; the term cannot be negative",
    fix_zh="部门报的写 units，各地报的写 places 或 places_in",
    fix_en="write `units` for departments, `places` or `places_in` for places",
    audience="author",
)
FORM_NO_PERIOD = declare(
    "plan.form-no-period",
    zh="报送表“{form}”的数据集“{dataset}”没有年度或时期列，无法知道报的是哪一期",
    en="the dataset {dataset} of the form {form} has no column of a year or period, so nobody can tell what was filed",
    fix_zh="换一个数据集，或给它加上年度或时期列",
    fix_en="name another dataset, or give it a column of type year or period",
    audience="author",
)
TEXT_WITHOUT_HEAD = declare(
    "plan.text-without-head",
    zh="公文 {file} 开头没有用两行 --- 围起来的头部",
    en="the report {file} does not begin with a head between two lines ---",
    fix_zh="第一行写 ---，下面写 id、title、clause、issuer 等，再写一行 ---，然后是正文",
    fix_en="write --- on the first line, then id, title, clause, issuer and so on, another ---, and then the text",
    audience="author",
)
REPORT_WITHOUT_TEXT = declare(
    "plan.report-without-text",
    zh="公文 {file} 只有头部，没有正文",
    en="the report {file} has a head and no text",
    fix_zh="在第二行 --- 之后写正文",
    fix_en="write the text after the second ---",
    audience="author",
)
CHECK_SHAPE = declare(
    "plan.check-shape",
    zh="一致性检查“{check}”须在 total、rate（连同 numerator、denominator）、apart（两项）中取一",
    en="the check {check} must state one of total, rate (with numerator and denominator), apart (two indicators)",
    fix_zh="写明拿什么和什么比",
    fix_en="say what is held against what",
    audience="author",
)
EDIT_FORM = declare(
    "plan.edit-form",
    zh="改动“{text}”读不懂",
    en="the change {text!r} cannot be read",
    fix_zh="写成 类/编号:路径=新值（+= 给列表添一项，-= 去掉，后面不写值），类为 {kinds}，"
    "如 evaluations/zhejiang-frame:grading.shares.A.percent=25",
    fix_en="write kind/id:path=value (+= adds to a list, -= takes away and has no value) with a kind of {kinds}, e.g. "
    "evaluations/zhejiang-frame:grading.shares.A.percent=25",
    audience="analyst",
)
EDIT_VALUE = declare(
    "plan.edit-value",
    zh="改动“{text}”的新值读不懂：{value}",
    en="the value of the change {text!r} cannot be read: {value}",
    fix_zh="括号要成对，冒号和逗号后空一格，如 {{id: veto, title: 一票否决, where: veto_marks > 0, goes_to: D}}",
    fix_en="close every bracket and put a space after colons, e.g. {{id: veto, title: Veto, where: veto_marks > 0, goes_to: D}}",
    audience="analyst",
)
EDIT_NOWHERE = declare(
    "plan.edit-nowhere",
    zh="改动“{edit}”在“{step}”这一步落空：方案的这份文件里没有写这一项（也许是从上级办法继承的）",
    en="the change {edit} leads nowhere at {step!r}: the file does not state it (it may be inherited)",
    fix_zh="这里有：{near}；继承的请改上级办法",
    fix_en="there is: {near}; what is inherited is changed in the parent",
    audience="analyst",
)
PARTS_OF_A_RATE = declare(
    "plan.parts-of-a-rate",
    zh="目标“{what}”的 parts 写了“{parts}”，但{kind}类的数不能相加",
    en="the target {what} says parts: {parts}, but figures of a {kind} do not add",
    fix_zh="改为 apart，或删去",
    fix_en="write apart, or leave it out",
)
CROSSWALK_SHARES = declare(
    "plan.crosswalk-shares",
    zh="沿革折算“{what}”中，“{place}”的份额合计 {sum}；每项应大于零、每个去向只列一次、合计为 1",
    en="in the crosswalk {what} the shares of {place} add to {sum}; each must be above zero, each destination once, the sum 1",
    fix_zh="列全它划往各处和自己保留的份额",
    fix_en="list every share it gives and the one it keeps",
)
CROSSWALK_PLACE = declare(
    "plan.crosswalk-place",
    zh="沿革折算“{what}”用到“{place}”，它在 {day} 不是有效的区划",
    en="the crosswalk {what} names {place}, which was not valid on {day}",
    fix_zh="from 写变动前一天有效的区划，to 写变动当天有效的区划",
    fix_en="`from` is valid the day before the change, `to` on the day itself",
)
CROSSWALK_INCOMPLETE = declare(
    "plan.crosswalk-incomplete",
    zh="沿革折算“{what}”没有写“{place}”的数划往哪里",
    en="the crosswalk {what} does not say where the figures of {place} go",
    fix_zh="撤销的区划写明去向；代码不变而接收他处的，写它自己保留 1",
    fix_en="a place that ended goes somewhere; one that goes on and receives others keeps 1 of its own",
)
CROSSWALK_TWICE = declare(
    "plan.crosswalk-twice",
    zh="沿革折算“{what}”与“{other}”同日、同区划，对指标 {indicators} 都适用",
    en="the crosswalks {what} and {other} are of one day and the same places, and both apply to {indicators}",
    fix_zh="用 indicators 分开，或删去一个",
    fix_en="part them by `indicators`, or remove one",
)
PREVIOUS_PLACE = declare(
    "plan.previous-place",
    zh="“{what}”不能在这里用 previous 取上一年的数：{why}",
    en="{what} cannot ask for the year before here: {why_en}",
    fix_zh="previous 用于一行一年的指标公式、评价的参评条件、分组、状态和加减分",
    fix_en="use previous in formulas of indicators with a row a year, and in a scheme's population, groups, states and adjustments",
    audience="author",
)
SHARE_SIZE = declare(
    "plan.share-size",
    zh="办法“{what}”的等次“{grade}”应恰好写 percent、count 之一，写 count 时至少取一个",
    en="the grade {grade} of {what} needs exactly one of percent and count, and a count of at least one",
    fix_zh="按比例写 percent，按个数写 count",
    fix_en="write percent for a share, count for a number",
    audience="author",
)
SIGN_SHAPE = declare(
    "plan.sign-shape",
    zh="值得一看的现象“{what}”是 {kind} 类，应恰好写明 {wanted}，都大于零，band 小于 50，still 小于 moved",
    en="the sign {what} is of kind {kind} and states exactly {wanted}, all above zero, band below 50, still below moved",
    fix_zh="补上缺的界线，删去不属于这一类的",
    fix_en="add the thresholds that lack and remove those of other kinds",
    audience="author",
)
SIGN_CUT = declare(
    "plan.sign-cut",
    zh="值得一看的现象“{what}”在办法“{scheme}”里看不出：{why}",
    en="the sign {what} cannot be seen in the scheme {scheme}: {why_en}",
    fix_zh="改用按比例或分数线定等、以企业为对象的办法，写有下线的等次",
    fix_en="name a scheme of enterprises cut by shares or lines, and grades that have a lower cut",
    audience="author",
)
UNKNOWN_REGISTER_FIELD = declare(
    "plan.unknown-register-field",
    zh="台账“{what}”没有字段“{name}”",
    en="the register {what} has no field {name}",
    fix_zh="现有字段：{near}",
    fix_en="its fields: {near}",
)
REGISTER_FIELD_TYPE = declare(
    "plan.register-field-type",
    zh="台账“{what}”的 {key} 用字段“{field}”，它的类型应为 {wanted}",
    en="the register {what} uses the field {field} as its {key}; it must be of the type {wanted}",
    fix_zh="改用这种类型的字段，或改字段的类型",
    fix_en="name a field of that type, or change its type",
)
UNKNOWN_STATE = declare(
    "plan.unknown-state",
    zh="台账“{what}”没有状态“{name}”",
    en="the register {what} has no state {name}",
    fix_zh="现有状态：{near}",
    fix_en="its states: {near}",
)
UNKNOWN_ACT = declare(
    "plan.unknown-act",
    zh="台账“{what}”没有操作“{name}”",
    en="the register {what} has no act {name}",
    fix_zh="现有操作：{near}",
    fix_en="its acts: {near}",
)
ACT_TWICE = declare(
    "plan.act-twice",
    zh="台账“{what}”的操作“{act}”写了两次",
    en="the register {what} states the act {act} twice",
    fix_zh="合并，或换一个编号",
    fix_en="merge them, or give one another id",
)
NO_OPENING = declare(
    "plan.no-opening",
    zh="台账“{what}”没有登记新条目的操作",
    en="no act of the register {what} opens an entry",
    fix_zh="写一个没有 from、有 to 的操作",
    fix_en="write an act with `to` and without `from`",
)
UNREACHABLE_STATE = declare(
    "plan.unreachable-state",
    zh="台账“{what}”的状态“{state}”走不到",
    en="no course of acts leads to the state {state} of the register {what}",
    fix_zh="写一个到这个状态的操作，或删去它",
    fix_en="write an act that leads there, or remove the state",
)
STATE_END = declare(
    "plan.state-end",
    zh="台账“{what}”的状态“{state}”：写了 final 的不能再有去向，没写 final 的必须有去向",
    en="the state {state} of the register {what}: a final one has no act that leaves it, any other must have one",
    fix_zh="补上离开它的操作，或改 final",
    fix_en="write an act that leaves it, or change `final`",
)
COUNT_NOWHERE = declare(
    "plan.count-nowhere",
    zh="台账“{what}”计入指标“{indicator}”，这个指标的数不由计数数据集报送",
    en="the register {what} counts for {indicator}, whose figures are not reported in a dataset of counts",
    fix_zh="计入 reported_in 为计数数据集（有 indicator、place、period、scope、value、unit、source 列）的指标",
    fix_en="count for indicators reported in a dataset with columns indicator, place, period, scope, value, unit and source",
)
COUNT_UNIT = declare(
    "plan.count-unit",
    zh="台账“{what}”的字段“{field}”不能加成指标“{indicator}”：单位应能换成 {unit}",
    en="the field {field} of the register {what} cannot add up to {indicator}: its unit must convert into {unit}",
    fix_zh="改用数量字段，单位与指标相通",
    fix_en="sum a field of amounts in a unit of the same kind",
)
COUNT_SCOPE = declare(
    "plan.count-scope",
    zh="台账“{what}”计入“{indicator}”没有写口径，而用这个指标的目标有几种口径",
    en="the register {what} counts for {indicator} without a scope, and targets use that indicator with several",
    fix_zh="写 scope：{known}",
    fix_en="state `scope`: {known}",
)
COUNTED_TWICE = declare(
    "plan.counted-twice",
    zh="几本台账（{others}）都计入“{indicator}”，“{what}”没有写 once_per，同一对象会重复计数",
    en="several registers ({others}) count for {indicator}, and {what} does not say once_per: one thing could count twice",
    fix_zh="每本都写 once_per，指明按哪个字段只计一次",
    fix_en="state once_per in each of them: the field by which a thing counts once",
)
UNKNOWN_COLUMN_FED = declare(
    "plan.unknown-column-fed",
    zh="台账“{what}”要填的列“{name}”不在那个数据集里",
    en="the register {what} fills the column {name}, which the dataset does not have",
    fix_zh="现有的列：{near}",
    fix_en="its columns: {near}",
)
FEED_SHAPE = declare(
    "plan.feed-shape",
    zh="台账“{what}”填不成数据集“{dataset}”的一行：{lacking}",
    en="the register {what} cannot fill a row of {dataset}: {lacking}",
    fix_zh="必填的列用 columns 或 fixed 写明，fixed 的取值要在选项之内",
    fix_en="fill every required column by `columns` or `fixed`, with values that the column offers",
)
SERVED_TWICE = declare(
    "plan.served-twice",
    zh="台账“{what}”和“{other}”都写了 serves: {serves}",
    en="the registers {what} and {other} both serve {serves}",
    fix_zh="只留一本",
    fix_en="keep one",
)
SERVED_FIELDS = declare(
    "plan.served-fields",
    zh="台账“{what}”写了 serves: {serves}，缺程序要读写的字段：{lacking}",
    en="the register {what} serves {serves} and lacks fields that the program reads and fills: {lacking}",
    fix_zh="补上这些字段",
    fix_en="add these fields",
)
