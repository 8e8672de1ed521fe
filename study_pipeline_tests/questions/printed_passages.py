"""Made-up passages as papers print them, in Korean and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """A passage as a paper prints it: each entry of ``paragraphs`` begins a row.

    ``task`` is what the heading says beyond announcing a text: it stays with the passage.
    """

    heading: str
    numbers: str
    paragraphs: tuple[str, ...]
    task: str = ""


PASSAGES = {
    "[1～3]": Printed(
        "[1～3] 다음 글을 읽고 물음에 답하시오.",
        "1-3",
        (
            (
                "마을 뒤편의 둑은 해마다 높아졌다. 사람들은 비가 그칠 때마다 흙을 날라 무너진 곳을 메웠다. "
                "1968년에는 둑의 길이가 두 배로 늘어났다."
            ),
            (
                "그러나 둑이 높아질수록 강바닥도 함께 높아졌다. 물은 ㉠ 갈 곳을 잃고 들로 넘쳤다. "
                "3년 뒤에 사람들은 둑을 헐고 습지를 되살렸다."
            ),
        ),
    ),
    "a range behind the instruction": Printed(
        "※ 다음 글을 읽고 물음에 답하시오. (1~3)",
        "1-3",
        (
            (
                "벌은 춤으로 꽃의 방향을 알린다. 원을 그리는 춤은 꽃이 가까이 있다는 뜻이다. "
                "꼬리를 흔드는 춤은 꽃이 멀리 있다는 뜻이다. 춤이 느릴수록 꽃은 더 멀다."
            ),
        ),
    ),
    "a heading of two rows": Printed(
        "[1～3] 다음 글을 읽고 아래에 이어지는 물음에 답하시오.",
        "1-3",
        ("눈은 소리를 삼킨다. 눈송이 사이의 빈틈에 소리가 갇힌다. 그래서 눈이 온 아침은 조용하다.",),
    ),
    "nested texts (가) and (나)": Printed(
        "[1~3] (가)와 (나)를 읽고 물음에 답하시오.",
        "1-3",
        (
            "(가)",
            "거울은 빛을 되돌려 보낸다. 그래서 거울 앞에 선 사람은 자기를 본다.",
            "(나)",
            "유리는 빛을 지나가게 한다. 그래서 창 앞에 선 사람은 남을 본다. 밤이 오면 유리도 거울이 된다.",
        ),
    ),
    "a poem with its notes": Printed(
        "[1~3] 다음 작품을 읽고 물음에 답하시오.",
        "1-3",
        (
            "돌담 너머 감나무 한 그루",
            "가을이 먼저 와 등불을 켠다",
            "나는 빈 마당을 쓸고",
            "바람은 쓴 자리를 다시 덮는다",
            "- 작자 미상, 「감나무」 -",
            "* 등불: 여기서는 익은 감을 가리킨다.",
        ),
    ),
    "a talk of several speakers": Printed(
        "[1~3] 다음은 토론의 일부이다. 물음에 답하시오.",
        "1-3",
        (
            "사회자: 오늘의 논제는 급식의 잔반입니다.",
            "찬성 1: 먼저, 덜어 먹는 방식을 늘려야 합니다. 남는 음식이 절반으로 줍니다.",
            "반대 1: 줄이 길어져 점심시간이 모자랍니다. 두 가지를 함께 따져야 합니다.",
        ),
    ),
    "the questions named by a word": Printed(
        "[문항 1~문항 3] 다음 글을 읽고 물음에 답하시오.",
        "1-3",
        ("소금은 바닷물에서 얻는다. 물이 마르면 흰 알갱이가 남는다. 예부터 사람들은 이를 귀하게 여겼다.",),
    ),
    "Questions 1 to 3 refer to": Printed(
        "Questions 1 to 3 refer to the following passage.",
        "1-3",
        (
            (
                "A lighthouse keeper wrote down the weather every night. In 1911 the lamp was changed to oil. "
                "He did not like the smell of it."
            ),
            (
                "Years later a scholar found the books. They showed that storms had become rarer. "
                "The keeper never knew what he had measured."
            ),
        ),
    ),
    "a bracketed range in English": Printed(
        "[Questions 1-3] Read the following passage and answer the questions.",
        "1-3",
        (
            (
                "Glass is neither a crystal nor a liquid. Its atoms stand without order. "
                "Old windows are thicker below because of how they were made."
            ),
        ),
        task="Read the following passage and answer the questions.",
    ),
    "paragraphs (A) to (D)": Printed(
        "[1～3] 다음 글을 읽고, 물음에 답하시오.",
        "1-3",
        (
            "(A)",
            "Mina carried the kite up the hill. The wind was weak that morning.",
            "(B)",
            "Her brother ran ahead with the string. It broke twice.",
            "(C)",
            "At noon a strong wind came up. The kite rose at once.",
            "(D)",
            "They stayed until the sun went down. Nobody spoke.",
        ),
    ),
    "a letter": Printed(
        "Questions 1-3 are based on the letter below.",
        "1-3",
        (
            "Dear neighbours,",
            (
                "The bridge will be closed on 3 May. Please use the ferry until the work is done. "
                "Tickets are free for residents."
            ),
            "Yours, the town council",
        ),
    ),
    "steps with numbers of their own": Printed(
        "1~3번 다음 글을 읽고 물음에 답하시오.",
        "1-3",
        (
            "종이를 만드는 순서는 다음과 같다.",
            "(1) 껍질을 벗겨 삶는다.",
            "(2) 방망이로 두드린다.",
            "(3) 발로 떠서 말린다.",
            "이렇게 만든 종이는 천 년을 간다.",
        ),
    ),
}
