"""Hours in the words of forms and of English, spelt as the grammar of Chinese phrases has them."""

import re

_ENGLISH = (
    (r"\bopen(?:ing)? hours?\b|\bhours?:|\bopen:", ""),
    (r"\b(?:every ?day|daily|all days?)\b", "每天"),
    (r"\b(?:work ?days|weekdays)\b", "工作日"),
    (r"\bweekends?\b", "周末"),
    (r"\b(?:public )?holidays?\b", "节假日"),
    (r"\b24 ?(?:hours?|hrs?)\b(?: (?:a day|daily|open))?|\b(?:open )?all day\b|\baround the clock\b", "24小时"),
    (r"\b(?:to|till|until|through|thru)\b", "至"),
    (r"\band\b", "和"),
    (r"\bclosed\b", "休息"),
    (r"\bopen\b", "开放"),
    *((rf"\b{short}(?:{rest})?\b\.?", f"周{sign}") for short, rest, sign in (
        ("mon", "days?", "一"), ("tue", "s|sdays?", "二"), ("wed", "nesdays?", "三"), ("thu", "r|rs|rsdays?", "四"),
        ("fri", "days?", "五"), ("sat", "urdays?", "六"), ("sun", "days?", "日"),
    )),
)  # fmt: skip
_WORDS = tuple((re.compile(pattern), said) for pattern, said in _ENGLISH)

_TIME = r"(?:[上下]午|[早晚]上?|中午|凌晨)?\d{1,2}(?::\d\d|[点时](?:\d\d?分?|半)?)"
_OPENS = r"(?:开门|开馆|开站|开放|营业|上班|开始)"
_CLOSES = r"(?:关门|闭馆|闭站|关闭|结束|下班|打烊|停止(?:开放|营业|服务))"
_GAP = r"[ ,;、到至-]*"
_BEHIND = re.compile(rf"(?P<first>{_TIME}) ?{_OPENS}{_GAP}(?P<last>{_TIME}) ?{_CLOSES}?(?![\u4e00-\u9fff\d])")
_BEFORE = re.compile(
    rf"{_OPENS}(?:时间)?[: ]*(?P<first>{_TIME}){_GAP}{_CLOSES}(?:时间)?[: ]*(?P<last>{_TIME})(?![\u4e00-\u9fff\d])"
)


def usual(plain: str) -> str:
    """Spell English words and the two times of a form in the usual way.

    Parameters
    ----------
    plain : str
        As `tokens.clean` leaves it: small letters, half width, one sort of dash.

    Examples
    --------
    >>> usual("mon-fri 9:00-17:00, sun closed"), usual("8:00开门,18:00关门"), usual("开门8:00 关门18:00")
    ('周一-周五 9:00-17:00, 周日 休息', '8:00-18:00', '8:00-18:00')
    """
    if re.search("[a-z]{3}", plain):
        for pattern, said in _WORDS:
            plain = pattern.sub(said, plain)
    return _BEFORE.sub(r"\g<first>-\g<last>", _BEHIND.sub(r"\g<first>-\g<last>", plain))
