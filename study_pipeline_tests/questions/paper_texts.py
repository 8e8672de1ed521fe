"""Made-up sentences in any number, different from each other, to fill drawn papers with."""

from collections.abc import Sequence
from dataclasses import dataclass

THINGS = [
    "운영체제",
    "지방자치단체",
    "농민",
    "물가",
    "하천",
    "전압",
    "트랜잭션",
    "세포막",
    "기압",
    "판결",
    "조례",
    "상속",
    "환율",
    "문화재",
    "고려",
    "백제",
]
ACTS = ["증가하였다 감소한다 나타난다 설정된다 폐지되었다 유지된다 소멸한다 제한될 수 있다"][0].split()
WHEN = (
    "일정한 기간 동안",
    "법률이 정하는 바에 따라",
    "급격하게",
    "2021년 이후",
    "전체의 30%까지",
    "이와 달리",
)
ASKED = (
    "{}에 대한 설명으로 옳은 것은?",
    "다음 중 {}에 해당하지 않는 것은?",
    "{}에 미치는 영향으로 가장 적절한 것을 고르시오.",
    "{}에 관한 설명으로 옳지 않은 것은? (단, 다툼이 있는 경우 판례에 의함)",
)
NOUNS = ("the river", "a committee", "the engine", "the market", "a small town", "the court", "the signal")
VERBS = ("reduces", "explains", "supports", "carries", "delays", "measures", "protects")
PLACES = ("during the winter", "at a constant rate", "for many years", "in most regions", "near the coast")
HAN = "人民政府法律河流經濟水稻電壓貿易歷史氣候土壤城市工業農業"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is drawn, and as it must be read."""

    number: str
    stem: str
    options: tuple[str, ...] = ()
    passage: str = ""
    section: str = ""
    answer: str | None = None
    explanation: str = ""


def _of(words: Sequence[str], place: int) -> str:
    return words[place % len(words)]


def sentence(place: int) -> str:
    """A Korean sentence; of another length for each ``place``."""
    subject, other = _of(THINGS, place), _of(THINGS, place // 3 + 5)
    return f"{subject}의 {other}은 {_of(WHEN, place)} {_of(ACTS, place // 2)}."


def stem(place: int) -> str:
    """A Korean stem that asks."""
    return _of(ASKED, place).format(f"{_of(THINGS, place)}과 {_of(THINGS, place // 2 + 7)}의 관계")


def english(place: int, count: int = 1) -> str:
    """English sentences."""
    return " ".join(
        f"{_of(NOUNS, at)} {_of(VERBS, at // 2)} {_of(NOUNS, at // 3 + 3)} {_of(PLACES, at)}.".capitalize()
        for at in range(place, place + count)
    )


def chinese(place: int, length: int) -> str:
    """Chinese characters without a blank."""
    return "".join(_of(HAN, 7 * place + 5 * at + at * at) for at in range(length))
