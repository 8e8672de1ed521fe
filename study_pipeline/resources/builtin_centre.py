"""Ordinary texts of exams, whose mean vector is the direction that all questions share.

The built-in model puts any two questions close together, since both are questions. Without that common part the
other wording of a question is found more often: docs/embeddings.md#the-built-in-model has the figures. Changing a
text here changes every vector, so it needs a new version in the model's name.
"""

CENTRE_TEXTS = (
    "다음 글을 읽고 물음에 답하시오.",
    "다음 중 옳은 것은?",
    "다음 설명 중 옳지 않은 것은?",
    "윗글에 대한 설명으로 가장 적절한 것은?",
    "<보기>에서 있는 대로 고른 것은?",
    "밑줄 친 ㉠의 의미로 알맞은 것은?",
    "빈칸에 들어갈 말로 가장 적절한 것은?",
    "이에 대한 설명으로 옳은 것만을 고른 것은?",
    "그림은 어떤 물체의 운동을 나타낸 것이다.",
    "표는 세 지역의 특징을 정리한 것이다.",
    "다음 자료를 분석한 내용으로 적절하지 않은 것은?",
    "두 사람의 대화에서 알 수 있는 것은?",
    "함수의 최댓값을 구하시오.",
    "실험 결과를 바르게 해석한 학생은?",
    "이 시기에 있었던 사실로 옳은 것은?",
    "위 법률이 보호하려는 권리는 무엇인가?",
    "프로그램을 실행한 결과로 옳은 것은?",
    "용어와 그 뜻을 바르게 짝지은 것은?",
    "그 까닭을 두 가지 서술하시오.",
    "인물의 태도를 바르게 파악한 것은?",
    "Read the passage and answer the questions.",
    "Which of the following is true?",
    "Which statement is not correct?",
    "Which choice best describes the text?",
    "Select all that apply.",
    "What does the underlined word mean?",
    "Choose the word that best completes the sentence.",
    "Based on the passage, it can be inferred that",
    "The figure shows the motion of an object.",
    "The table compares three regions.",
    "According to the data, which claim is supported?",
    "What can be learned from the conversation?",
    "Find the largest value of the function.",
    "Which student explains the result of the experiment?",
    "Which event took place in this period?",
    "Which right does this law protect?",
    "What is printed when the program runs?",
    "Match each term with its definition.",
    "Give two reasons for your answer.",
    "What is the attitude of the main character?",
)
