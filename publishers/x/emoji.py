"""The emoji that are made of several characters and count as one (Unicode's list for general interchange).

A single one needs no place here: beyond the light characters everything weighs 2 already.
"""

import re

import regex

TONE = "[\U0001f3fb-\U0001f3ff]"
PERSON = f"[👨👩🧑]{TONE}?"
JOIN = "\u200d"
EMOJI_STYLE = "\ufe0f"
THINGS = "[🌾🍳🍼🎄🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦯🦰🦱🦲🦳🦼🦽🩰]|[⚕⚖✈]\ufe0f"
GENDERED = "🏃🏄🏊👮👯👰👱👳👷💁💂💆💇🙅🙆🙇🙋🙍🙎🚣🚴🚵🚶🤦🤵🤷🤸🤹🤼🤽🤾🦸🦹🧍🧎🧏🧔🧖🧗🧘🧙🧚🧛🧜🧝🧞🧟"
GENDERED_WITH_STYLE = "⛹🏋🏌🕴🕵"
RIGHTWARDS = f"(?:{JOIN}➡{EMOJI_STYLE})?"
FLAGS = (
    "A[CDEFGILMOQRSTUWXZ] B[ABDEFGHIJLMNOQRSTVWYZ] C[ACDFGHIKLMNOPQRUVWXYZ] D[EGJKMOZ] E[ACEGHRSTU] "
    "F[IJKMOR] "
    "G[ABDEFGHILMNPQRSTUWY] H[KMNRTU] I[CDELMNOQRST] J[EMOP] K[EGHIMNPRWYZ] L[ABCIKRSTUVY] "
    "M[ACDEFGHKLMNOPQRSTUVWXYZ] N[ACEFGILOPRUZ] O[M] P[AEFGHKLMNRSTWY] Q[A] R[EOSUW] "
    "S[ABCDEGHIJKLMNORSTVXYZ] T[ACDFGHJKLMNORTVWZ] U[AGMNSYZ] V[ACEGINU] W[FS] X[K] Y[ET] Z[AMW]"
)


def _of_letters(pattern: str) -> str:
    """With the letters of flags in place of ours."""
    return re.sub("[A-Z]", lambda letter: chr(0x1F1E6 + ord(letter.group()) - ord("A")), pattern)


EMOJI = regex.compile(
    "|".join(
        (
            f"{PERSON}{JOIN}🤝{JOIN}{PERSON}",
            f"{PERSON}{JOIN}❤{EMOJI_STYLE}{JOIN}(?:💋{JOIN})?{PERSON}",
            f"{PERSON}{JOIN}[🐰🫯]{JOIN}{PERSON}",
            f"[👨👩]{JOIN}(?:[👨👩]{JOIN})?[👦👧](?:{JOIN}[👦👧])?",
            f"🧑{JOIN}(?:🧑{JOIN})?🧒(?:{JOIN}🧒)?",
            f"{PERSON}{JOIN}(?:{THINGS}){RIGHTWARDS}",
            f"[{GENDERED}]{TONE}?{JOIN}[♀♂]{EMOJI_STYLE}{RIGHTWARDS}",
            f"[{GENDERED_WITH_STYLE}](?:{EMOJI_STYLE}|{TONE}){JOIN}[♀♂]{EMOJI_STYLE}",
            f"[🚶🏃🧎]{TONE}?{JOIN}➡{EMOJI_STYLE}",
            f"🏳{EMOJI_STYLE}{JOIN}(?:🌈|⚧{EMOJI_STYLE})",
            f"🏴{JOIN}☠{EMOJI_STYLE}",
            f"👁{EMOJI_STYLE}?{JOIN}🗨{EMOJI_STYLE}?",
            f"❤{EMOJI_STYLE}{JOIN}[🔥🩹]",
            f"⛓{EMOJI_STYLE}{JOIN}💥",
            f"(?:🐕{JOIN}🦺|🐈{JOIN}⬛|🐦{JOIN}[⬛🔥]|🍋{JOIN}🟩|🍄{JOIN}🟫|😮{JOIN}💨|😵{JOIN}💫|😶{JOIN}🌫{EMOJI_STYLE})",
            f"🐻{JOIN}❄{EMOJI_STYLE}",
            f"🙂{JOIN}[↔↕]{EMOJI_STYLE}",
            f"🫱{TONE}?{JOIN}🫲{TONE}?",
            "🏴(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
            "|\U000e0077\U000e006c\U000e0073))\U000e007f",
            _of_letters("|".join(FLAGS.split())),
            f"[#*0-9]{EMOJI_STYLE}?\u20e3",
            rf"[^\P{{Emoji}}#*0-9]{EMOJI_STYLE}",
            rf"\p{{Emoji_Modifier_Base}}{TONE}",
        )
    )
)
