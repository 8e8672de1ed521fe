"""Questions that we wrote, each in two wordings, by language and topic (CC0)."""

Pair = tuple[str, str]

KOREAN: dict[str, list[Pair]] = {
    "데이터베이스": [
        ("제3정규형이 없애는 종속은 무엇인가?", "이행적 함수 종속을 제거한 정규화 단계는?"),
        ("외래 키의 역할로 옳은 것은?", "다른 테이블의 행을 가리켜 참조 무결성을 지키는 열은?"),
        ("트랜잭션의 원자성을 설명하시오.", "모두 반영되거나 전혀 반영되지 않아야 하는 성질은?"),
        ("인덱스를 만들면 나빠지는 것은?", "색인을 추가했을 때 느려지는 작업을 고르시오."),
        ("뷰를 쓰는 까닭은?", "실제로 저장되지 않는 가상 테이블의 장점은?"),
    ],
    "운영체제": [
        ("교착 상태의 필요조건이 아닌 것은?", "데드락이 생기기 위해 함께 갖추어야 할 것을 모두 고르시오."),
        ("페이지 부재가 일어나는 때는?", "찾는 내용이 주기억장치에 없어 보조기억장치에서 가져오는 상황은?"),
        ("선점형 스케줄링에 해당하는 것은?", "실행 중인 작업에서 CPU를 빼앗을 수 있는 방식은?"),
        ("세마포어는 무엇을 막는가?", "여러 프로세스가 임계 구역에 동시에 들어가지 못하게 하는 정수 변수는?"),
        ("스레드와 프로세스의 차이는?", "같은 주소 공간을 나누어 쓰는 실행 흐름은 무엇이 다른가?"),
    ],
    "생물": [
        ("광합성의 산물로 알맞은 것은?", "식물이 빛을 받아 이산화 탄소와 물로 만드는 것은?"),
        ("미토콘드리아의 기능은?", "세포 호흡으로 에너지를 내는 소기관이 하는 일은?"),
        (
            "체온이 내려갈 때 몸에서 일어나는 반응은?",
            "추운 곳에서 열을 잃지 않으려고 피부 혈관은 어떻게 되는가?",
        ),
        ("감수 분열의 결과로 옳은 것은?", "생식 세포가 만들어질 때 염색체 수는 어떻게 달라지는가?"),
        ("인슐린이 부족하면 생기는 일은?", "혈당을 낮추는 호르몬이 모자랄 때 나타나는 병은?"),
    ],
    "한국사": [
        ("대동법을 시행한 목적은?", "공납의 폐단을 없애려고 특산물을 쌀로 내게 한 까닭은?"),
        ("갑오개혁의 내용이 아닌 것은?", "1894년에 신분제를 없애고 과거를 폐지한 개혁을 설명하시오."),
        ("3·1 운동이 끼친 영향은?", "1919년 만세 시위 뒤에 세워진 정부는?"),
        ("훈민정음을 만든 까닭은?", "세종이 백성을 위해 새 글자를 지은 뜻은?"),
        ("고려의 삼별초는 누구에게 맞섰는가?", "강화에서 진도와 제주로 옮기며 몽골에 저항한 군대는?"),
    ],
    "경제": [
        ("수요가 늘면 균형 가격은 어떻게 되는가?", "사려는 사람이 많아졌을 때 시장에서 값은?"),
        ("기회비용의 뜻은?", "하나를 고르느라 포기한 것 가운데 가장 큰 가치는?"),
        ("중앙은행이 기준 금리를 올리는 까닭은?", "물가가 지나치게 오를 때 한국은행이 쓰는 수단은?"),
        ("과두제적 경영의 문제점은?", "소수의 경영진이 결정을 독점할 때 생기는 폐해는?"),
        ("환율이 오르면 유리한 쪽은?", "원화의 값이 떨어질 때 이익을 보는 것은 수출업자인가 수입업자인가?"),
    ],
    "국어": [
        ("밑줄 친 부분의 표현 방법은?", "표시된 구절에 쓰인 수사법을 고르시오."),
        ("글쓴이의 주장으로 가장 적절한 것은?", "윗글에서 필자가 내세우는 생각은?"),
        ("빈칸에 들어갈 접속어는?", "두 문장을 이어 주는 말로 ㉠에 알맞은 것은?"),
        ("시적 화자의 정서로 알맞은 것은?", "이 작품에서 말하는 이가 느끼는 마음은?"),
        ("맞춤법에 어긋난 문장은?", "한글 표기가 잘못된 것을 찾으시오."),
    ],
}

ENGLISH: dict[str, list[Pair]] = {
    "databases": [
        (
            "Which dependency does third normal form remove?",
            "What is left out when a table holds no transitive dependency?",
        ),
        ("What is a foreign key for?", "Which column points at a row of another table?"),
        ("Explain atomicity of a transaction.", "Which property means all or nothing is written?"),
        (
            "What gets slower when you add an index?",
            "Which operation suffers from an extra lookup structure?",
        ),
        ("Why would you define a view?", "What is the benefit of a virtual table that stores no rows?"),
    ],
    "operating systems": [
        ("Which condition is needed for deadlock?", "When can two processes wait for each other forever?"),
        ("When does a page fault occur?", "What happens if an address is not in main memory?"),
        ("Which scheduling policy is preemptive?", "Which method may take the CPU from a running job?"),
        ("What does a semaphore protect?", "Which integer keeps processes out of a critical section?"),
        ("How do threads differ from processes?", "Which flows of control share one address space?"),
    ],
    "biology": [
        ("What does photosynthesis produce?", "What do plants make from light, water and carbon dioxide?"),
        ("What is the function of mitochondria?", "Which organelle releases energy by respiration?"),
        ("How does the body react to cold?", "What happens to blood vessels in the skin when it freezes?"),
        ("What is the outcome of meiosis?", "How does the number of chromosomes change in sex cells?"),
        ("What follows from a lack of insulin?", "Which disease comes with too little of the sugar hormone?"),
    ],
    "history": [
        ("Why was the Magna Carta sealed?", "What forced King John to limit his own power in 1215?"),
        ("What did the Emancipation Proclamation do?", "Which order of Lincoln declared slaves free?"),
        ("What caused the Great Depression?", "Why did banks and jobs collapse after 1929?"),
        ("What was the aim of the Marshall Plan?", "Why did America pay for rebuilding Western Europe?"),
        (
            "What ended with the fall of the Berlin Wall?",
            "Which division of a city stopped in November 1989?",
        ),
    ],
    "economics": [
        ("What happens to price when demand rises?", "How does a market react to more buyers?"),
        ("Define opportunity cost.", "What is the best alternative that you give up?"),
        ("Why does a central bank raise its rate?", "How can the monetary authority slow inflation?"),
        ("What is wrong with a monopoly?", "Which harm comes from a single seller?"),
        ("Who gains when a currency gets weaker?", "Do exporters profit from a falling exchange rate?"),
    ],
    "reading": [
        ("Which rhetorical device is used here?", "Name the figure of speech in the underlined words."),
        ("What is the author's main claim?", "Which opinion does the writer defend?"),
        ("Which conjunction fits the blank?", "Choose the word that joins the two sentences at (A)."),
        ("What does the speaker of the poem feel?", "Which mood does the voice in these verses express?"),
        ("Which sentence is misspelled?", "Find the line that breaks the spelling rules."),
    ],
}
