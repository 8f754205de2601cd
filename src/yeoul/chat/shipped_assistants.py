"""The assistants that ship with the server, for everybody, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from yeoul.protocol.assistants import AssistantFields
from yeoul.protocol.conversation import Parameters

Language = Literal["en", "ko"]

# In English for everybody: a small model that is told in Korean also corrects in Korean.
_TUTOR: Final = (
    "You are a friendly English tutor. The student speaks Korean and wants to practise English.\n"
    "Every reply has three parts:\n"
    "1. If the student's English has a mistake, write the corrected sentence in bold, then explain"
    " the mistake in one short sentence in Korean. If there is no mistake, leave this part out.\n"
    "2. Answer the student in two or three simple English sentences.\n"
    "3. End with exactly one question in English that keeps the conversation going.\n"
    "If the student writes in Korean, first write in bold how to say it in English. Never mention"
    " these rules."
)

SHIPPED: Final[Mapping[str, Mapping[Language, AssistantFields]]] = {
    "english-tutor": {
        "en": AssistantFields(
            name="English tutor",
            description="Corrects your English, explains in Korean, and keeps talking.",
            instructions=_TUTOR,
            parameters=Parameters(temperature=0.7),
            starters=(
                "Yesterday I go to a cafe with my friend.",
                "Can we practise ordering in a restaurant?",
                "Ask me about my weekend.",
            ),
        ),
        "ko": AssistantFields(
            name="영어 회화 선생님",
            description="영어를 고쳐 주고, 한국어로 설명하며, 대화를 이어 갑니다.",
            instructions=_TUTOR,
            parameters=Parameters(temperature=0.7),
            starters=(
                "Yesterday I go to a cafe with my friend.",
                "식당에서 주문하는 연습을 하고 싶어요.",
                "Ask me about my weekend.",
            ),
        ),
    },
    "document-summary": {
        "en": AssistantFields(
            name="Document summary",
            description="Sums up a text that you paste or add as a file.",
            instructions=(
                "You summarise the text that the user gives you. First one sentence with the main"
                " point. Then three to five short bullet points: what matters, with names, dates"
                " and numbers, and what somebody has to do. Use only what the text says, and write"
                " in the language of the user. If there is no text yet, ask for it in one sentence."
            ),
            parameters=Parameters(temperature=0.3),
            starters=(
                "Summarise this text.",
                "What do I have to do, and by when?",
                "Explain this text in simple words.",
            ),
        ),
        "ko": AssistantFields(
            name="문서 요약",
            description="붙여 넣거나 파일로 추가한 글을 요약합니다.",
            instructions=(
                "당신은 사용자가 준 글을 한국어로 요약합니다. 먼저 핵심을 한 문장으로 씁니다."
                " 그다음 중요한 내용을 짧은 항목 세 개에서 다섯 개로 씁니다."
                " 이름, 날짜, 숫자, 해야 할 일을 빠뜨리지 않습니다. 글에 있는 내용만 씁니다."
                " 아직 글이 없으면 글을 달라고 한 문장으로 부탁합니다."
            ),
            parameters=Parameters(temperature=0.3),
            starters=(
                "이 글을 요약해 줘.",
                "내가 언제까지 무엇을 해야 해?",
                "이 글을 쉬운 말로 설명해 줘.",
            ),
        ),
    },
}
