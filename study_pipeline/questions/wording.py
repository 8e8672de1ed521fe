"""Words by which a text shows what it is: that it asks, that it gives points, that it ends a paper."""

import re

_POINTS = r"""\s*[\[(（［【<〈{]\s*(?:
        (?:(?:총|각|합계?|각각|配分|共|每小?題|배점|total|worth)\s*[:：]?\s*)?\d{1,3}(?:\.\d{1,2})?\s*
        (?:점|点|點|分|marks?|points?|pts?|credits?)(?:\s*(?:씩|만점|each|total))?(?:\s*[,，/]\s*[^\])）］】>〉}]{1,20})?
        |배점\s*[:：]?\s*\d{1,3}(?:\.\d{1,2})?)\s*[\])）］】>〉}]"""
POINTS = re.compile(_POINTS, re.IGNORECASE | re.VERBOSE)
POINTS_AT_AN_EDGE = re.compile(
    rf"\A(?:{_POINTS}){{1,2}}|(?:{_POINTS}){{1,2}}\s*\Z", re.IGNORECASE | re.VERBOSE
)
ASKS_STRONGLY = re.compile(
    r"""[?？]|것은|것을|고르|하시오|쓰시오|하라\b|하여라|구하|서술|답하|인가|되는가|물음|풀이하|논하|
        何者|為何|[正錯误誤确確]的是|[正错]确的|符合.{0,8}的是|試述|試[就分說論依從擬問析比申]|請[就分說論依問以將]|どれか|選べ|答えよ|なさい|求めよ""",
    re.VERBOSE,
)
ASKS_IN_ENGLISH = re.compile(
    r"""(?:^|[.;:,]\s+|\)\s*)(?:which|what|who|when|where|why|how|find|calculate|determine|explain|state|choose|
        select|describe|prove|show\ that|complete|name|suggest|write|draw|evaluate|compute|identify|if)\b""",
    re.IGNORECASE | re.VERBOSE,
)
BLANK = re.compile(
    r"(?:^|[\s가-힣])[(（]\s+[)）]|（\s*）|_{4,}|[(（]\s*(?:O\s*[/,]\s*X|True\s*/\s*False|T\s*/\s*F)\s*[)）]",
    re.IGNORECASE,
)
"""A place to fill in, or to choose from."""
INFORMS = re.compile(
    r"""강의\s*계획|자주\s*(?:하는|묻는)\s*질문|이력서|자기\s*소개서|회의록|설문|만족도\s*조사
        |\b(?:FAQs?|frequently\s+asked|syllabus|curriculum\s+vitae|r[ée]sum[ée]|meeting\s+minutes|survey|questionnaire)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of the title of a material that may ask, and examines nobody."""
CHOOSES = re.compile(
    r"""다음\s*(?:글의\s*)?(?:중|보기|빈칸에\s*들어갈).{0,60}것은|(?:것은|것을|것만을).{0,16}(?:고르시오|고르면|고르라|고른)
        |\bwhich\ of\ the\ following\b|\bchoose\ the\ (?:best|correct|right)\b|下列.{0,24}何者""",
    re.IGNORECASE | re.VERBOSE,
)
"""What a stem says only where options follow it."""
INSTRUCTS = re.compile(
    r"답안지|답안\s*표기|예비\s*표기|시험지|문제지|수험\s*번호|감독관|answer\s+sheet|this\s+(?:test\s+)?booklet|proctor|invigilator|mark\s+your\s+answer"
    r"|作答|答案卡|試題本|解答用紙",
    re.IGNORECASE,
)
"""Words of a paper's cover, which no question of its own says."""
EXAMINES = re.compile(
    r"""시험|고사(?!리)|평가|문제지|기출|모의|퀴즈|자격\s*검정|고르시오|답하시오|試題|試卷|考試|测验|测试|考试|試験|問題|選擇題|单选|选择题
        |\b(?:quiz|test|exam(?:ination)?s?|midterm|multiple[- ]choice|regents|choose|select|circle)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a title or an instruction that say that a material examines."""
ENDS_ASKING = re.compile(r"[?？]|(?:하시오|쓰시오|구하라|고르시오|답하라)\s*\.?")
ANSWERED = re.compile(r"^\W{0,3}A\d{0,3}\s*[.:：]")
SENTENCE_END = re.compile(r"(?:[가-힣][다요음함임]|[a-z)\d])\.(?=\s|$)|。")
TEXTBOOK = re.compile(
    r"(?:^|[\s.])(?:예제|例題|例题|보기\s*문제|Example|Theorem|Definition)\s*\d", re.IGNORECASE
)
MIN_TELLING_SENTENCES = 2  # behind what asks
WANTS_PROSE = re.compile(
    r"""(?:서술|설명|논|논술|비교|증명|작성)하(?:시오|라|여라|고|세요|십시오)|試述|申論|論述|說明|分析|闡述|翻譯|作文|公文|述べよ|説明せよ|論ぜよ|
        \b(?:explain|discuss|describe|prove|justify|compare|essay|evaluate\ the|show\ that)\b|^\(?a\)""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
PARTS = re.compile(r"(?:^|\s)\(a\)\s.{1,600}?\s\(b\)\s", re.DOTALL)
_TOTAL = r"[(\[]\s*Total\b[^)\]]{0,30}?\d{1,3}\b[^)\]]{0,12}[)\]]"
TOTAL = re.compile(rf"^{_TOTAL}$", re.IGNORECASE)
"""The last line of a task with parts: ``[Total: 17]``, ``(Total for Question 4 = 9 marks)``."""
GIVES_TOTAL = re.compile(_TOTAL, re.IGNORECASE)
GIVES_MARKS = re.compile(r"(?:^|[\s._…])[(\[]\s*\d{1,2}(?:\s*marks?)?\s*[)\]]$")
"""A line that ends in what a part gives: ``[2]``."""
WITHDRAWN = re.compile(r"^\W{0,3}(?:question\s+)?(?:is\s+)?(?:deleted|withdrawn|삭제)\b", re.IGNORECASE)
SEPARATOR = re.compile(r"^(?:~{2,}|[=*]{3,}|[-–—]{5,}|(?:[-–—*]\s+){3,}[-–—*])$")
BLANK_LINE = re.compile(r"^[._…·\s]{10,}$")
"""A line to write an answer on."""
BARE_INSTRUCTION = re.compile(
    r"""^\W{0,3}(?:(?:다음|아래)?.{0,14}(?:읽고|보고)?.{0,14}(?:답하|물음)[^.]{0,12}\.?
        |(?:refer\ to|are\ based\ on|relate\ to|use)\ the\ following\.?
        |(?:refer\ to|are\ based\ on|relate\ to|use)\ the\ (?:following\ )?
            (?:[\w-]{1,16}(?:,\ |,?\ and\ |\ )){0,4}
            (?:passage|text|information|article|reading|e-?mail|letter|notice|memo(?:randum)?|advertisement|announcement
            |web\ ?(?:site|page)|form|schedule|chart|table|graph|instructions?|invoice|review|report|brochure|message
            |discussion|conversation|talk|chain|excerpt|poem|dialogue)s?(?:\ below)?\.?
        |(?:第\s*\d{1,2}\s*問)?\s*次の.{1,20}?を読(?:んで|み)、?.{0,30}?答え(?:よ|なさい)。?)?\W{0,3}$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What announces a passage and says nothing of it."""
MAX_SHORT_TASK_CHARACTERS = 400
LEADERS = re.compile(r"\s*(?:(?:[·․‥…⋯ㆍ∙]\s?){3,}|(?:\.\s?){5,})\s*")
PAPER_ENDS = re.compile(
    r"""^\W{0,4}(?:확인\s*사항|끝\W{0,3}$|이\s*문제지에\s*관한\s*저작권|시험이\s*시작되기\s*전|답안지의\s*해당란|
        수고하셨습니다|.{0,20}합격을\s*기원|(?-i:END\s+OF\s+|STOP\b)
        |end\s+of\s+(?:the\s+)?(?:question|test|exam|paper|booklet)|\(?以下空白|이하\s*여백|이어서.{0,30}문제가\s*제시)""",
    re.IGNORECASE | re.VERBOSE,
)


def asks(text: str) -> bool:
    """Whether ``text`` reads like a question or a task."""
    return bool(
        ASKS_STRONGLY.search(text)
        or POINTS.search(text)
        or ASKS_IN_ENGLISH.search(text)
        or BLANK.search(text)
    )


def chooses(text: str) -> bool:
    """Whether ``text`` asks to choose from what is printed below it."""
    return CHOOSES.search(text) is not None


def tells(text: str) -> bool:
    """Whether ``text`` answers what it asks, as a list of frequent questions or a textbook's section does."""
    asked = [found.end() for found in ENDS_ASKING.finditer(text)]
    if not asked:
        return False
    if TEXTBOOK.search(text) or any(ANSWERED.match(text[end:]) for end in asked):
        return True
    return len(SENTENCE_END.findall(text[asked[-1] :])) >= MIN_TELLING_SENTENCES


def ends_instruction(instruction: str, row: str) -> bool:
    """Whether ``row`` is the rest of an ``instruction`` that was too long for the heading's row."""
    return (
        not instruction.endswith((".", "오"))
        and row.endswith(".")
        and BARE_INSTRUCTION.match(f"{instruction} {row}") is not None
    )


def wants_prose(text: str) -> bool:
    """Whether ``text`` asks for sentences rather than for a word or a number."""
    return bool(WANTS_PROSE.search(text) or PARTS.search(text)) or len(text) > MAX_SHORT_TASK_CHARACTERS


def without_leaders(text: str) -> str:
    """``text`` without rows of dots that lead to a mark."""
    return LEADERS.sub(" ", text).strip()


def without_points(text: str) -> str:
    """``text`` without the points that it opens or closes with; between two sentences they stay as printed."""
    return POINTS_AT_AN_EDGE.sub("", text).strip()
