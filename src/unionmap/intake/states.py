"""Which rows a list itself calls closed, given up or not yet open, by its columns of states."""

import re
import unicodedata
from functools import partial

import numpy as np
import pandas as pd

from unionmap import cells, kernels
from unionmap.intake import phrases
from unionmap.intake.verdicts import Rows
from unionmap.intake.vocabulary import fold, unframed

_STATE = re.compile(
    r"(?:(?:户外劳动者|工会|爱心)*(?:服务站点|服务站|站点|驿站|网点|站|服务|使用|运行|运营|开放|营业|启用|建设|当前|目前|现|最新|实际)*)"
    r"(?:状态|状况|情况|现状)|现状|运转(?:状态|情况)|(?:station|site|run|running|open|opening|operating|current)?(?:status|state)"
)
_OPEN_IF_YES = re.compile(
    r"(?:使用|运行|运营|开放|营业)?是否正常|是否(?:使用|运行|运营|开放|营业)正常|(?:是否|能否)(?:正常|仍|还|仍在|正在|现|在|已|已经)*(?:启用|在用|使用|开放|运行|运营|营业|投用|投入使用|建成|开业|在营|有效|可用|服务)"
    r"|(?:is)?(?:active|enabled|open|valid|inuse|available|operational)"
)
_CLOSED_IF_YES = re.compile(
    r"是否(?:已|已经)?(?:停用|停运|停业|停止使用|关闭|关停|撤销|撤除|拆除|注销|作废|废弃|取消|删除|暂停)"
    r"|(?:停用|关闭|删除|作废|注销|撤销)标[志识记]|(?:is)?(?:closed|disabled|deleted|removed|abandoned)|del(?:eted?)?flag"
)
_CLOSED_ON = re.compile(
    r"(?:停用|停运|停业|关停|撤销|撤站|拆除|注销|废弃)(?:时间|日期)|关闭日期|(?:closed|deleted|removed)(?:at|on|date)"
)
_CLOSED = re.compile(
    r"(?:现|目前|现已|已经?|被|正在?|正式|临时|暂时?|长期|永久|拟|计划|待|未|尚未|不再?|没有?)*"
    r"(?:停用|停运|停业|停止(?:使用|运营|运行|服务|开放|营业)?|暂停(?:使用|运营|运行|服务|开放|营业)?|歇业|关闭|关停|关门|撤销|撤并|合并|撤除|撤站|拆除|拆迁"
    r"|拆|撤|废弃|废止|报废|注销|作废|取消|删除|无效|禁用|失效|闲置|空置|搬迁|迁出|迁址|维护|维修|检修|装修|整修|整改|封闭|在建|施工|筹建|筹备|筹划|规划|拟建"
    r"|待建|待启用|待开放|待投用)(?:中|了|之中|状态|站点|驿站|使用|阶段|期|待开放)*"
    r"|(?:尚|暂|还|仍|均)?(?:未|没有?|不再?)(?:启用|开放|投用|投入使用|使用|建成|完工|竣工|运行|运营|营业|开业|开站|建|开)(?:使用)?"
    r"|(?:设备|设施)?(?:故障|损坏)|(?:升级|提升|提质)改造中?|停用整改|正?在?(?:建设|改造|修建)(?:之?中)|正在(?:建设|改造|修建)|(?:不|非)正常(?:运行|使用|开放|运营)?|异常"
    r"|(?:temporarily|permanently)?(?:closed|removed|deleted|disabled|inactive|suspended|abandoned|decommissioned"
    r"|demolished|planned|proposed|underconstruction|construction|maintenance|undermaintenance|notopen|offline)"
)
_DENIED = re.compile(
    r"(?:未|没有?|不|无|非)(?:停用|停运|停业|停止|暂停|关闭|关停|撤|拆|废|注销|作废|取消|删除|禁用|失效|闲置|空置).*"
)
_OPEN = re.compile(r"正常|恢复|在用|运行中|已启用|已开放|重新|open|active|normal")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【.*?】")
_LONGEST = 40


def find(extras: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of states.

    Examples
    --------
    >>> find(pd.DataFrame({"使用状态": ["正常"], "是否启用": ["是"], "状态说明": ["好"]}))
    ('使用状态', '是否启用')
    """
    return tuple(str(header) for header in extras.columns if _kind(str(header)))


def closed(extras: pd.DataFrame) -> Rows:
    """Tell which rows a column of states calls closed, suspended, given up or not yet in use.

    Parameters
    ----------
    extras : pandas.DataFrame
        Text; the columns that no field was found for.

    Examples
    --------
    >>> closed(pd.DataFrame({"使用状态": ["正常", "已停用（2023年）", "在建"], "是否启用": ["是", "", "否"]})).tolist()
    [False, True, True]
    """
    result = np.zeros(len(extras), dtype=bool)
    for header in extras.columns:
        kind = _kind(str(header))
        if kind:
            result |= kernels.each(extras[header], partial(_is_closed, kind)).to_numpy(dtype=bool)
    return result


def _kind(header: str) -> str:
    folded = re.sub(r"\(.*?\)", "", fold(unframed(header)))
    patterns = {"state": _STATE, "open": _OPEN_IF_YES, "closed": _CLOSED_IF_YES, "day": _CLOSED_ON}
    return next((kind for kind, pattern in patterns.items() if pattern.fullmatch(folded)), "")


def _is_closed(kind: str, cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if len(text) > _LONGEST or cells.says_nothing(text):
        return False
    if kind == "day":
        return bool(phrases.read_date(text))
    truth = phrases.read_truth(text) if kind != "state" else None
    return truth is (kind == "closed") if truth is not None else says_closed(text)


def says_closed(text: str) -> bool:
    """Tell whether a short text calls a site closed, suspended, given up or not yet in use; in doubt it does not.

    Examples
    --------
    >>> says_closed("已停用"), says_closed("未停用"), says_closed("停用后已恢复"), says_closed("夜间关闭")
    (True, False, False, False)
    """
    parts = [part.replace(" ", "") for part in re.split(r"[,，;；、。/\n:：]|\s-\s", _ASIDE.sub("", text))]
    said = [part for part in parts if part]
    if any(_DENIED.fullmatch(part) or (_OPEN.search(part) and not _CLOSED.fullmatch(part)) for part in said):
        return False
    return any(_CLOSED.fullmatch(part) for part in said)
