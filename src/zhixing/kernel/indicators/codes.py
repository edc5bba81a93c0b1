"""What the indicators room can refuse."""

from zhixing.foundation.issues import declare

NO_PARAMETER_VALUE = declare(
    "indicators.no-parameter-value",
    zh="参数“{name}”在 {year} 年没有值",
    en="the parameter {name} has no value for {year}",
    fix_zh="在方案的 parameters/ 中补上该年度",
    fix_en="add the year to the plan's parameters/",
)
NO_DEFINITION = declare(
    "indicators.no-definition",
    zh="指标“{name}”在 {year} 年没有定义",
    en="the indicator {name} has no definition for {year}",
    fix_zh="在方案的 indicators/ 中补上该年度的公式",
    fix_en="add a formula for the year to the plan's indicators/",
)
