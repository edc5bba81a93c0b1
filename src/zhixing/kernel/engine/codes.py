"""What the engine room can refuse."""

from zhixing.foundation.issues import declare

FUNCTION_NOT_ALLOWED = declare(
    "engine.function-not-allowed",
    zh="不能使用函数 {name}：各计算引擎对它的结果可能不同",
    en="the function {name} may not be used: engines may disagree on its result",
    fix_zh="改用允许的写法：{allowed}",
    fix_en="use one of: {allowed}",
)
QUERY_FAILED = declare(
    "engine.query-failed",
    zh="计算失败：{why}",
    en="the computation failed: {why}",
    fix_zh="检查数据取值是否超出合同范围；计算文本见 --sql",
    fix_en="check that the values are inside the ranges of their contract; --sql prints the text that was run",
    audience="analyst",
)
NO_SPARK = declare(
    "engine.no-spark",
    zh="不能用 Spark 计算，缺：{what}",
    en="Spark cannot compute here; missing: {what}",
    fix_zh="运行 ZHIXING_SPARK=1 scripts/setup，或安装 pyspark==4.3.0 和 Java 17（完整的 JRE，含 jdk.incubator.vector）",
    fix_en="run ZHIXING_SPARK=1 scripts/setup, or install pyspark==4.3.0 and Java 17 (a full JRE, with jdk.incubator.vector)",
    audience="analyst",
)
