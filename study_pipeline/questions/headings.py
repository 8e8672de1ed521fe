"""Lines that are no part of a question: the headings of shared passages and of sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from study_pipeline.materials.pages.page import Line, Page

DASH = r"\s*(?:[~～∼〜˜∽\-–—－⁓‐‑−]|to|through|and|至|到|부터|[과와](?=\s))\s*"
COMMA = r"\s*[,，·․ㆍ・&]\s*"
BEFORE_NUMBER = r"(?:(?:문[제항]?|제|(?:공통\s*)?지문|공통|물음|서답형|서술형|질문|Q|問|第)\s*\.?\s*)?"
FIRST = BEFORE_NUMBER + r"(?P<a>\d{1,3})\s*[.．]?\s*번?"
LAST = BEFORE_NUMBER + r"(?P<b>\d{1,3})\s*[.．]?\s*번?"
OPEN, CLOSE = r"[\[［【〔<〈＜(（]\s*", r"(?:\s*(?:공통\s*)?(?:지문|문[제항]))?\s*[\]］】〕>〉＞)）]"
ORNAMENTS = "※◎●◆◈◇○★☆▣■□▶▷☞*＊#"
TEXT_WORDS = (
    r"(?:passage|text|article|reading|excerpt|extract|poem|story|letter|e-?mail"
    r"|table|graph|figure|following|below)"
)
BRACKETED = OPEN + FIRST + DASH + LAST + CLOSE

PASSAGE_HEADINGS: tuple[re.Pattern[str], ...] = (
    # [1～3] 다음 글을 읽고 물음에 답하시오.
    re.compile(rf"^[{ORNAMENTS}\s]{{0,4}}{BRACKETED}"),
    # [1, 2] 다음 글을 읽고
    re.compile(
        rf"^[{ORNAMENTS}\s]{{0,4}}[\[［【]\s*{FIRST}{COMMA}{LAST}\s*[\]］】](?=.{{0,40}}(?:다음|아래|읽고|물음|questions?))",
        re.IGNORECASE,
    ),
    # ※ 다음 글을 읽고 물음에 답하시오. (1~3)
    re.compile(rf"^[{ORNAMENTS}]\s*.{{0,80}}?{BRACKETED}"),
    # 다음 글을 읽고 물음에 답하시오. [1～3]
    re.compile(rf"^(?:다음|아래).{{2,60}}(?:답하|물음|읽고).{{0,20}}{BRACKETED}"),
    # 1~3번 다음 글을 읽고
    re.compile(
        rf"^[{ORNAMENTS}\s]{{0,4}}{FIRST}{DASH}{LAST}\s*[.:)題题]?\s*(?!.{{0,120}}\?)"
        r"(?:다음|아래|문항|물음|Read\b|Questions?\b|請|[為为]?[題题]組)"
    ),
    # 다음 글을 읽고 1~3번 물음에 답하시오.
    re.compile(
        rf"^[{ORNAMENTS}\s]{{0,4}}(?:다음|아래|윗).{{2,60}}?\s{FIRST}{DASH}{LAST}\s*(?:의\s*)?(?:물음|문제|문항)"
    ),
    # Questions 5 to 8 refer to the following passage. [Questions 5-8] Passage 2 (Questions 5-8). For items 5-8, read
    re.compile(
        rf"^\W{{0,3}}(?:(?:Reading\s+)?(?:Text|Passage|Reading|Selection)\s*(?:\d{{1,2}}|[IVX]{{1,4}}|[A-Z])?\s*"
        rf"(?:for\s+|[:\-–—(（]\s*)|For\s+|The\s+(?:next|following)\s+(?:\w{{2,6}}\s+)?)?"
        rf"(?:Questions?|Items?|Nos?\.)\s*[(（]?\s*(?P<a>\d{{1,3}})(?:{DASH}|{COMMA})(?P<b>\d{{1,3}})\b(?:{CLOSE})?",
        re.IGNORECASE,
    ),
    # Base your answers to questions 5 through 8 on
    re.compile(
        rf"^(?:Use|Base|Read|Refer|Directions?)\b.{{0,90}}?\b(?:questions?|items?)\s*(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})\b",
        re.IGNORECASE,
    ),
    # Answer questions 5-8 on the basis of the following passage. The passage below is for questions 5 to 8.
    re.compile(
        rf"^Answer\s+(?:the\s+)?questions?\s*(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})\b(?=.{{0,60}}\b{TEXT_WORDS}\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^The\s+.{{0,40}}?\b{TEXT_WORDS}\b.{{0,60}}?\bquestions?\s*(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})\b",
        re.IGNORECASE,
    ),
    # 請依下文回答第 46 題至第 50 題
    re.compile(rf"^.{{0,40}}第\s*(?P<a>\d{{1,3}})\s*[題题]?{DASH}第?\s*(?P<b>\d{{1,3}})\s*[題题]"),
    # 閱讀下文，回答 21-25 題  据此完成5～6题
    re.compile(
        rf"^.{{0,60}}(?:回答|完成|閱讀|阅读).{{0,20}}?(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})\s*小?[題题]"
    ),
    # 次の文章を読んで、問5～問6に答えよ。 第5～6問
    re.compile(
        rf"^.{{0,60}}?[問第]\s*(?P<a>\d{{1,3}})(?:{DASH}|{COMMA})[問第]?\s*(?P<b>\d{{1,3}})\s*(?:[）)]?\s*に答え|問(?=\s|$))"
    ),
)
"""How papers announce a text that several questions share; groups ``a`` and ``b`` are its range."""

ONLY_NAMES = re.compile(
    r"\W{0,3}(?:(?:reading|text|passage|selection|for|the|questions?|items?|nos?|\d{1,2}|[ivx]{1,4}|[a-h])\W{1,4}){1,8}",
    re.IGNORECASE,
)
"""What stands before the range of a heading that says nothing else: ``Passage 2 (Questions``."""
HOW_TO_ANSWER = re.compile(
    r"^\W{0,3}(?:說\s*明|说\s*明|注\s*意)\s*[：:](?!.{0,120}(?:題組|题组|文章|短文|選文))"
)
"""An instruction for a part's questions, not the heading of a text that they share."""
MAX_PASSAGE_QUESTIONS = 25

SECTION_HEADINGS: tuple[re.Pattern[str], ...] = (
    re.compile(r"^(?P<name>[甲乙丙丁戊]\s*、\s*[^：:（(。？?]{1,14})"),
    re.compile(r"^(?P<name>第\s*[壹貳參肆伍一二三四五]\s*(?:部分|大題|大题))"),
    re.compile(
        r"^(?P<name>[壹貳參一二三四五六七]\s*、\s*(?:單選|多選|選擇|單一選擇|非選擇|填充|填空|混合|申論|問答|簡答|是非|判斷|"
        r"单选|多选|选择|非选择|解答|简答|判断)[^。？?]{0,4}?題?)(?:\s|[：:（(]|$)"
    ),
    # 二、綜合測驗（占 20 分）
    re.compile(
        r"^(?P<name>[壹貳參肆伍一二三四五六七]\s*、\s*[^。？?，（(：:]{2,14}?)\s*[（(：:]\s*(?:占|佔|每題|共|本大?題|本题|满分|滿分)[^？?]{1,40}$"
    ),
    re.compile(r"^(?P<name>第\s*\d{1,2}\s*問)(?=\s|$|次|以下|各)"),
    # 問題1 ＿＿＿の言葉の読み方として最もよいものを、1・2・3・4から一つ選びなさい。
    re.compile(r"^(?P<name>問題\s*\d{1,2})\b.{0,60}[1１]\s*[・･,、~～－-]\s*(?:[2２]|[4４])"),
    re.compile(
        r"^\W{0,3}(?P<name>제?\s*\d{1,2}\s*(?:회|교시)(?:\s*(?:모의|실전|기출)[가-힣 ]{1,8})?)\W{0,3}$"
    ),
    re.compile(
        r"^(?P<name>(?:PART|Part|SECTION|Section)\s+(?:[IVX]{1,4}|[A-Z]|\d{1,2}))(?:\s*$|\s*[:.\-–—(]|\s+[A-Z])"
    ),
    re.compile(r"^\W{0,3}(?P<name>제?\s*\d{1,2}\s*과목(?:\s*[:：.\-]?\s*[가-힣A-Za-z· ]{2,25})?)\W{0,3}$"),
)
"""Headings after which numbers may start again. ``name`` becomes the section."""

KIND_HEADING = re.compile(
    r"""^\W{0,3}(?:(?:선택형|단답형|서술형|서답형|논술형|객관식|주관식|약술형|\d지\s*선다형)(?:\s*문[제항])?
        |(?:다음은\s*)?(?:단답형|서술형|서답형|논술형|주관식)\s*문[제항]입니다.{0,40}
        |(?=[A-Z])(?i:(?:multiple[\s-]+choice|true\s*(?:/|or)\s*false|short[\s-]+answers?|free[\s-]+response|fill[\s-]+in[\s-]+the[\s-]+blanks?
            |matching|completion|essays?)(?:\s+(?:questions?|items?|section))?))
        \W{0,3}(?:\(.{1,40}\))?$""",
    re.VERBOSE,
)
"""Headings that tell how to answer; numbers go on after them."""

HEADER_SECTIONS: tuple[re.Pattern[str], ...] = (
    re.compile(r"[(（]\s*(?P<name>[가-힣][가-힣·ⅠⅡ ]{0,14}[가-힣ⅠⅡ])\s*[)）]"),
)
FORMS: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?P<name>홀수형|짝수형)"),
    re.compile(r"(?:^|\s)(?P<name>[ABCD가나다라①②㉮㉯]\s*(?:형|책형))(?=\s|$)"),
    re.compile(r"\b(?P<name>Form\s+[A-Z0-9])\b"),
)
"""Two forms of one paper in one file keep their numbers apart."""


@dataclass(frozen=True, slots=True)
class PassageHeading:
    """A line that announces the text shared by questions ``first`` to ``last``."""

    line: int
    first: int
    last: int
    instruction: str


def passage_headings(lines: Sequence[Line]) -> list[PassageHeading]:
    """The headings of shared passages among ``lines``."""
    found = []
    for index, line in enumerate(lines):
        text = line.text[:160]
        if HOW_TO_ANSWER.match(text):
            continue
        for pattern in PASSAGE_HEADINGS:
            match = pattern.match(text)
            if match is None:
                continue
            first, last = int(match["a"]), int(match["b"])
            if 0 < last - first < MAX_PASSAGE_QUESTIONS and first > 0:
                found.append(PassageHeading(index, first, last, _instruction(text, match)))
                break
    return found


def _instruction(text: str, match: re.Match[str]) -> str:
    """What a heading says beside its range."""
    behind = text[match.end() :]
    if not any(map(str.isalnum, behind)) and ONLY_NAMES.fullmatch(text[: match.start("a")]):
        return ""
    if match[0][-1] in "])>）］】〕〉＞":
        bracket = max(match[0].rfind(mark, 0, match.start("a")) for mark in "[(<（［【〔〈＜")
        return (match[0][: max(0, bracket)] + text[match.end() :]).strip(f" {ORNAMENTS}")
    return text[match.end() :].strip() if match.start("a") < 12 else text


def section_heading(text: str) -> str | None:
    """The section that a line names, where it is such a heading."""
    if len(text) > 90:
        return None
    for pattern in SECTION_HEADINGS:
        match = pattern.match(text)
        if match is not None:
            return " ".join(match["name"].split())
    return None


def page_section(page: Page) -> tuple[str | None, str | None]:
    """(form, section) that the running header of ``page`` names."""
    header = " ".join(line.text for line in page.header)
    form = _first(FORMS, header)
    return form, _first(HEADER_SECTIONS, header)


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> str | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match is not None:
            return " ".join(match["name"].split())
    return None
