"""Words that name no concept: what an exam says of its questions, and what every text is made of."""


def _words(*blocks: str) -> frozenset[str]:
    return frozenset(word for block in blocks for word in block.split())


KOREAN_STOP_NOUNS = _words(
    # The exam talking about itself
    """
    다음 설명 글 윗글 물음 보기 밑줄 문제 문항 정답 답 답안 선지 선택지 지문 그림 표 표시 빈칸 괄호 순서
    번호 배점 점수 점 제시문 이해 적용 추론 감상 파악 활용 참고 바탕 서술 진술 언급 말 단어 부분 전체 예
    예시 사례 항목 위 아래 앞 뒤 각각 모두 대부분 나머지 가운데 중 안 밖 사이 옆 쪽 끝 처음 마지막 이상
    이하 미만 초과 학생 독자 필자 글쓴이 초고 메모 이어 작문 계획 학습 활동 활동지 조건 과제 시험 풀이
    과정 값
    """,
    # What all texts are made of
    """
    것 수 등 때 데 바 경우 때문 정도 만큼 대로
    관련 대상 관점 측면 입장 상황 이유 목적 방법 방식 방안 수단 기준 특징 종류 유형 모습 모양 영향 차이
    차이점 공통점 장점 단점 장단점 한계 필요 필요성 가능 가능성 중요 중요성 증가 감소 상승 하락 발생
    존재 사용 이용 제공 제시 수행 실시 진행 포함 제외 해당 확인 시작 완료 종료 적절 부적절 일치 불일치
    동일 유사 상이 반대 차례 시기 현재 과거 미래 당시 이후 이전 오늘 오늘날 사람 사람들 자신 자기 우리
    서로 모든 여러 본인 상대 상대방 누구 무엇 어디 언제 사실 생각 마음 가지 개 명 번 번째 회 차 년 월 일
    시 분 초 원 배 최대 최소 전자 후자 일부 전부 다수 소수 양쪽 한쪽 자체 스스로 주로 일반 일반적 기타
    도입 적합 강화 약화 유지 향상 개선 발전 기여 추구 강조 중심 위주 간 및 또는 즉 단 또한 그러나
    따라서 그리고 만약 만일 수준 면 개수 횟수 결정적 직접 간접 실제 정확 새 각 양 후 전 매 첫 온 본 총
    약 두 세 네 한 은 는 이 그 저 더 곧 속 내 외 여 하나 둘 셋 나 너 모 일정 다양 주요 특정 상당 충분
    기존 최근 최종 개별 별도 추가 이거 그거 게 거 뿐 채 듯 줄 적 터 리 만 지 동시 정상 복수 단순 애초
    의도 근거 활동 방향 부각 암시 통보 언급 전개 제기 제안 판단 질문 대답 발표 대화 관심 의문 점검 요청
    계기 주장 인용 양상 면모 의사 오류 대비 비교 구별 구분 여부 위주 처럼 예정 물론 대체 나중 얼마 의 과
    와 를 을 로 도 반면 추측 관련성 흐름 회의 비난 당위성 타당성 가르침 자신들 저마다 대개 보통 매우
    """,
)

# Fine inside a phrase (교착 상태, 자료 구조), empty alone.
KOREAN_GENERIC_NOUNS = _words(
    """
    상태 구조 기능 단계 변화 효과 관계 형태 자료 정보 처리 시간 기간 역할 특성 성질 성격 구성 요소 요인 기반
    결과 원인 비율 범위 규모 크기 길이 높이 넓이 깊이 무게 위치 선택 결정 생성 삭제 수정 변경 설정 작용
    형성 기록 표현 의미 평가 내용 해결 의견 견해 행위 경험 태도 목표 개념 주체 대응 실현 관리 분석 검토
    조사 연구 이론 원리 법칙 사회 인간 세계 현실 행동 능력 노력 의지 가치 기회 조치 도움 문장 문단 사물
    이동 연결 용어 성분 피해 상처 반복 긍정 부정 결론 형식 장면 공간 시점 현상 작품 작가 주제 분위기
    느낌 인식 모형 기법 기술 절차 계산 합계 평균 차원 영역 분야 체계 체제 제도 국가 지역 나라 도시 시대
    세기 초기 중기 후기 말기 전기 상단 하단 오른쪽 왼쪽 상하 좌우 내부 외부 표면 중앙 주변 반응 해석
    자격 업무 담당 담당자 운영 지원 협력 참여 교육 훈련 준비 시설 장치 도구 물질 재료 물건 제품 상품
    결합 분리 이용자 사용자 관계자 당사자 전문가 사항 조항 규정 원칙 권리 의무 신청 허가 신고 등록 발급
    제한 금지 위반 처분
    """
)

# Particles that the analyser takes for nouns after Latin letters and digits (IPv6란).
KOREAN_PARTICLES = _words("은 는 이 가 을 를 와 과 의 로 란 도 만 에 라 나 인")

ENGLISH_FUNCTION_WORDS = _words(
    """
    a an the this that these those it its he she they them their his him her our we us you your i me my
    one ones and or but nor so yet if then than as of at by for from in into on onto to with without
    within about above below over under between among through during before after since until while
    against toward towards upon per via is are was were be been being am do does did done doing have has
    had having can could may might must shall should will would not no nor only also too very more most
    less least much many few some any all both each every either neither other others another such same
    own just even still when where why how what which who whom whose because although though unless
    whether however therefore thus hence there here again out off up down isn't doesn't don't cannot
    can't won't didn't aren't wasn't
    """
)

ENGLISH_STOP_WORDS = _words(
    # The exam talking about itself
    """
    following question questions answer answers choose choice choices correct incorrect best describes
    describe described describing statements true false example examples given shown show shows passage
    paragraph sentence author reader according refer refers referred mean means meaning option options
    except select
    """,
    # Verbs of every text
    """
    use used uses using make makes made making take takes taken taking get gets give gives go goes come
    comes keep keeps let lets put set sets want need needs needed require requires required become
    becomes allow allows allowed cause causes caused happen happens occur occurs provide provides
    provided contain contains include includes including involve involves result results increase
    increases increased increasing decrease decreases decreasing reduce reduces reducing change changes
    changed affect affects apply applies based called known considered determine determined determines
    indicate indicates measure measured find found located exceed exceeds comply complies revert reverts
    carry carries help helps avoid avoids prevent prevents follow follows enter enters vary varies
    cancel cancels operate operates operating produce produces produced permit permits permitted
    prohibit prohibits prohibited begin begins start starts stop stops send sends sent receive receives
    received connect connects connected place placed places see seen look looks ensure ensures improve
    improves improving consider identify identifies obtain obtained turn turns try know think say says
    said tell ask asks work works run runs add adds remove removes hold holds move moves leave leaves
    compare compared relate related represent represents depend depends support supports perform
    performs serve serves form forms create creates appear appears seem seems remain remains call calls
    report reports state states raise raises offset eliminate eliminates demonstrate demonstrates
    overcome explain explains protect maintain maintains select selects check checks calculate
    calculates calculating compute estimate estimates prove proves solve buy buys bought sell sells pay
    pays paid earn earns borrow borrows assume assumes suppose write draw submit
    """,
    # Nouns, adjectives and adverbs that name nothing by themselves
    """
    likely possible usually typically generally always never often sometimes certain different various
    specific particular general several first second third last next new old good better bad high higher
    low lower large larger small smaller long longer short shorter great greater big main primary
    important common commonly kind kinds way ways amount case cases thing things time times day days
    week weeks month months year years people person someone anyone reason reasons purpose purposes
    effect effects difference near far right left top bottom side sides end ends two three four five six
    seven eight nine ten zero half none nothing something anything everyone equal equals like able due
    around along across back away well now already ever once instead rather quite twice approximately
    nearly exactly item items advantage advantages disadvantage disadvantages characteristic
    characteristics name names example amounts total additional available appropriate necessary simple
    special normal typical maximum minimum full single multiple entire sufficient soon degree degrees
    seconds minutes hours watts volts amperes ohms feet meters khz mhz ghz hz db percent adequate
    excessive nominal proper correctly apart almost existing versus
    """,
)

# Fine inside a phrase (hash table, boiling point), empty alone.
ENGLISH_GENERIC_WORDS = _words(
    """
    table figure diagram line lines word words text function functions process method methods problem
    problems point points area areas unit units property properties factor factors number numbers level
    levels term terms statement rate value values type types part parts order
    """
)

# Connecting words, but not inside a term (行為, 取得, 參與, 平均, 應用); 所, 不, 就, 有 are left
# alone because of 所有權, 不動產, 就業, 有限公司.
CHINESE_CUTS = "|".join(
    [
        *"之及或於須且但此該各若皆亦仍惟其",
        "(?<!行)為",
        "(?<![反供適])應(?!用)",
        "(?<![參給])與",
        "(?<![任幾])何",
        "(?<!平)均",
        "(?<![取所獲])得",
    ]
)
CHINESE_STOP_WORDS = _words(
    """
    下列 敘述 有關 關於 對於 由於 何者 正確 錯誤 規定 依據 依照 依法 請問 試問 情形 如何 因此 以下 上述
    前述 並非 不得 可以 必須 應該 是否 以及 所謂 所稱 其中 其他 如果 雖然 因為 所以 沒有 屬於 包括 包含
    通過 經過 進行 根據 不是 另有 未滿 百分 萬元 選項 我國 小明 某甲 某乙
    """
)
CHINESE_EDGES_BEFORE = "在由依並是如將號條項款年月日個以者"
CHINESE_EDGES_AFTER = "時等第以後前中內外上下"
