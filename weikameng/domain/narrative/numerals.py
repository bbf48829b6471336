"""Chinese numerals as people write prices: 一百二 is 120, 百八十 is 180, 两千五 is 2500."""

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
WAN = 10_000
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
NUMERAL_CHARS = "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
MAX_NUMERAL_CHARS = 12


def value_of(numeral: str) -> int | None:
    """Return the number a Chinese numeral names (Arabic digits allowed inside), else None.

    A last digit right after 百, 千 or 万 means the next smaller unit: 一万二 is 12000.
    """
    word = numeral.translate(FORMAL)
    if not word or len(word) > MAX_NUMERAL_CHARS or not all(map(_is_numeral, word)):
        return None
    if not any(char in UNITS or char == "万" for char in word):
        return int("".join(str(_digit(char)) for char in word))
    return _sum_of(word)


def _sum_of(word: str) -> int:
    total = section = number = 0
    last_unit = 1
    for char in word:
        if char in UNITS:
            section += (number or 1) * UNITS[char]
            last_unit, number = UNITS[char], 0
        elif char == "万":
            total += (section + number or 1) * WAN
            last_unit, section, number = WAN, 0, 0
        else:
            number = number * 10 + _digit(char)
            last_unit = 1 if number == 0 else last_unit
    short = 0 < number < 10 and last_unit >= 100
    return total + section + number * (last_unit // 10 if short else 1)


def _is_numeral(char: str) -> bool:
    return char in DIGITS or char in UNITS or char == "万" or char in "0123456789"


def _digit(char: str) -> int:
    return DIGITS[char] if char in DIGITS else int(char)
