"""What offices write: titles of columns, kinds of units, stages, roles, words of rows that are no data."""

import re
import unicodedata
from collections.abc import Mapping

from inspector.fieldwork.states import Role

INVISIBLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD])
"""Control characters and characters without width; tab and line ends are space."""


def visible(text: str) -> str:
    """Without what nobody can see, edges trimmed."""
    return text.translate(INVISIBLE).strip()


def plain(text: str) -> str:
    """What decides whether two names are one: NFKC, lower case, no space of any kind."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text.casefold()  # most names; the way below takes twenty times as long
    return "".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).casefold().split())


def tidy(text: str) -> str:
    """A title on one line; Chinese has no spaces, so a line broken inside a word is one word again."""
    return re.sub(r"(?<=[^\x00-\xff]) | (?=[^\x00-\xff])", "", " ".join(visible(text).split()))


MEASURE = re.compile(
    r"[(\[【](必填|选填|单选|多选|可?不填|单位:?.*?|万?元.*?|人次?|名|所|个|班|课时|天|日|年|月|%|m2|平方米|如.*?|例.*?|格式.*?)[)\]】]"
)
"""A bracket that says how to fill a column in, not what it is."""
MARKS = re.compile(r"[*:、,.。/\\_\-—·\"'“”()\[\]【】]")


def title(text: str) -> str:
    """What decides whether two titles of columns are one: `plain` without marks and without units of measure."""
    whole = plain(text)
    return MARKS.sub("", MEASURE.sub("", whole) or whole)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNIT = _words("单位 单位名称 督导对象 学校 学校名称 学校全称 机构名称 园所名称 名称 unit school name")
CODE = _words("代码 单位代码 学校代码 国标代码 机构代码 学校标识码 标识码 行政区划代码 区划代码 编码 code")
PARENT = _words(
    """上级单位 所属 所属区县 所属县区 所在县区 所属县 所属区 县区 区县 县(市、区) 县市区 县市 县 区 主管单位
    隶属 隶属单位 所属单位 所在区 所在县 所在地 parent district county"""
)

SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "units": {
        "name": UNIT,
        "kind": _words("类别 类型 单位类别 单位类型 学校类别 学校类型 办学类型 种类 kind type"),
        "parent": PARENT,
        "code": CODE,
        "stages": _words("学段 办学层次 学段设置 办学学段 stages stage"),
        "id": _words("编号 单位编号 内部编号 id"),
    },
    "facts": {
        "unit": (*UNIT, "单位编号", "id"),
        "code": CODE,
        "parent": PARENT,
        "fact": _words("指标 数据项 指标名称 项目 基础数据 统计项目 fact indicator"),
        "dimension": _words("分类 维度 学段 分项 dimension stage"),
        "value": _words("数值 值 数据 填报值 数量 value"),
        "as_of": _words("数据时点 时点 截止日期 截至日期 统计时间 统计日期 统计时点 as_of date"),
        "source": _words("来源 数据来源 资料来源 出处 source"),
    },
    "accounts": {
        "login": _words("账号 登录名 用户名 登录账号 帐号 login user username account"),
        "name": _words("姓名 使用人 真实姓名 人员姓名 name"),
        "role": _words("角色 身份 权限 岗位 人员类别 role"),
        "scope": _words("范围 管辖范围 所在单位 所属单位 工作单位 单位 单位名称 管辖单位 scope unit"),
        "parent": PARENT,
    },
    "pupils": {
        "unit": (*UNIT, *_words("就读学校 承担学校 送教学校 学校代码 单位代码 id")),
        "parent": PARENT,
        "code": _words("学生代码 学生编号 儿童代码 儿童编号 编号 学生代号 代号 抽样编号 code pupil child"),
        "fact": _words("名册 名册类别 安置方式 类别 所属名册 fact roster"),
    },
}
KNOWN_TITLES = frozenset(title(word) for one in SYNONYMS.values() for words in one.values() for word in words)
KEY_TITLES = frozenset(map(title, (*UNIT, *SYNONYMS["pupils"]["code"], *SYNONYMS["accounts"]["login"])))
"""One of these is enough to know a head by."""
NAMES_OF_CHILDREN = frozenset(
    map(title, _words("学生姓名 姓名 儿童姓名 孩子姓名 幼儿姓名 残疾学生姓名 身份证号 学籍号"))
)

KINDS: Mapping[str, tuple[str, ...]] = {
    "city": _words("市 地级市 设区市"),
    "department": _words("市级部门 部门 市直部门 市直单位 委办局"),
    "district": _words("区 县 县市区 区县 县区 管委会 功能区 县级市 旗"),
    "special_school": _words("特殊教育学校 特教学校 特校 培智学校 盲校 聋校 盲聋学校 启智学校"),
    "regular_school": _words(
        """普通学校 普校 学校 中学 小学 普通小学 完全小学 完小 教学点 初中 初级中学 普通初中 高中 高级中学 普通高中
        完全中学 完中 中小学 九年一贯制学校 九年一贯制 十二年一贯制学校 十二年一贯制"""
    ),
    "kindergarten": _words("幼儿园 园 托幼机构 普惠性幼儿园 民办幼儿园 公办幼儿园"),
    "vocational_school": _words("职业学校 中职 中职学校 职高 职业高中 中等职业学校 职教中心 技工学校 中专"),
    "institution": _words("机构 福利机构 康复机构 托养机构 福利院 儿童福利机构 残疾人康复中心"),
}
STAGES_OF_KIND: Mapping[str, str] = {
    "小学": "primary",
    "普通小学": "primary",
    "完全小学": "primary",
    "完小": "primary",
    "教学点": "primary",
    "初中": "junior",
    "普通初中": "junior",
    "初级中学": "junior",
    "高中": "senior",
    "高级中学": "senior",
    "普通高中": "senior",
    "完全中学": "junior senior",
    "完中": "junior senior",
    "九年一贯制学校": "primary junior",
    "九年一贯制": "primary junior",
    "十二年一贯制学校": "primary junior senior",
    "十二年一贯制": "primary junior senior",
    "中小学": "primary junior",
}
STAGES: Mapping[str, tuple[str, ...]] = {
    "preschool": ("学前", "学前教育", "幼儿园", "学龄前"),
    "primary": ("小学", "小学阶段", "小学部"),
    "junior": ("初中", "初级中学", "初中阶段", "初中部"),
    "senior": ("高中", "高级中学", "高中阶段", "普高", "高中部"),
}
SEVERAL_STAGES: Mapping[str, str] = {
    **{word: found for word, found in STAGES_OF_KIND.items() if " " in found},
    "义务教育": "primary junior",
    "义务教育阶段": "primary junior",
}
ROLES: Mapping[str, tuple[str, ...]] = {
    Role.inspector: ("督学", "督导员", "兼职督学", "专职督学", "责任督学"),
    Role.evaluator: ("评估人员", "评估员", "评估专家", "专家"),
    Role.clerk: ("文书人员", "文书", "办事员", "经办人", "工作人员"),
    Role.administrator: ("管理员", "系统管理员"),
}
YES = frozenset({"是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "已"})
NO = frozenset({"否", "无", "没有", "×", "✗", "✘", "x", "不是", "n", "no", "false", "0", "未"})
NOTHING = frozenset({"-", "—", "——", "--", "/", "／", "无数据", "n/a", "na", "null", "none", "暂无"})
"""What is written into a cell that is to stay empty."""

TOTAL = re.compile(
    r"(本页|以上|全?[市县区校乡镇]|各[市县区校]|其中)?(合计|小计|总计|共计|累计|总数)[:：]?|total|subtotal|sum"
)
NOTE = re.compile(
    r"(注|说明|备注|填表|填报|制表|统计|审核|审批|复核|负责人|联系|单位负责人|分管|经办|单位[(（]?(盖章|公章))[^:：]{0,12}[:：].*"
)
BRACKETED = re.compile(r"[(（※].*[)）]?")
ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!"})
