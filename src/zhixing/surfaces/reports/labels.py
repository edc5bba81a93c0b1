"""Chinese words for the plan language's own English words, as reports print them."""

from __future__ import annotations

TARGET_KINDS = {
    "level-by": "到期达到",
    "cumulative": "累计",
    "annual-flow": "每年",
    "average-annual-growth": "年均增长",
    "points-a-year": "每年提高",
    "reduction-a-year": "每年降低",
    "share": "占比",
    "coverage": "覆盖面",
    "threshold": "界线",
    "rate": "比例",
    "qualitative": "定性",
}
COMPARATORS = {
    "at_least": "不少于",
    "over": "超过",
    "about": "约",
    "equals": "",
    "at_most": "不多于",
    "under": "低于",
    "between": "",
}
MEASURE_KINDS = {
    "relief": "减免",
    "reward": "奖励",
    "refund": "返还",
    "surcharge": "加收",
    "fee": "收费",
    "recovery": "追回",
    "allocation": "配置",
    "restriction": "限制",
    "credit": "信贷",
    "priority": "优先次序",
    "deposit": "保证金",
}
ROLLUPS = {
    "ratio-of-totals": "总量之比",
    "sum": "合计",
    "count": "计数",
    "mean-of-ratios": "比值的均值",
    "none": "不汇总",
}
DIRECTIONS = {"higher": "高好", "lower": "低好", "none": "—"}
STATISTICS = {
    "mean": "均值",
    "median": "中位数",
    "quantile": "分位数",
    "ratio-of-totals": "总量之比",
    "best": "最优值",
    "worst": "最差值",
    "total": "合计",
    "deviation": "标准差",
}
MISSING = {
    "zero": "零分",
    "group-mean-score": "同组平均得分",
    "group-mean-value": "按平均值计算",
    "points-off": "扣分",
    "leave-out": "不计此项",
    "full": "满分",
    "refuse": "拒绝计算",
}
ROUNDING = {"floor": "舍去", "nearest": "四舍五入", "ceiling": "进一"}
TIES = {"better": "同分都取较好一等", "worse": "同分都取较差一等"}
COLUMN_TYPES = {
    "uscc": "统一社会信用代码",
    "year": "年度",
    "period": "时期",
    "place": "地区代码",
    "industry": "行业代码",
    "text": "文字",
    "choice": "选项",
    "flag": "是否",
    "date": "日期",
    "amount": "数额",
    "count": "计数",
}
LEVELS = {"province": "省", "prefecture": "设区市", "county": "县（市、区）"}
