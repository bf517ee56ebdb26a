"""Tell the messages that ask nothing of the articles, and what to answer to them.

A greeting or an order has no answer in an archive, and a search would find one all the same. The
rules are lists of common words: what they do not know is a question, for to search in vain and
refuse does less harm than to turn a question away.
"""

import re
import unicodedata
from collections.abc import Container
from typing import Literal, NamedTuple

from .foreign_language import foreign_language

Kind = Literal["greeting", "thanks", "farewell", "about", "order", "senseless", "language"]


class Reply(NamedTuple):
    """What to answer to a message that is no question.

    Attributes:
        kind: What the message is.
        text: One or two sentences for the user.
    """

    kind: Kind
    text: str


_REPLIES: dict[Kind, str] = {
    "greeting": "Hello! Ask me something about the news articles of this archive.",
    "thanks": "You are welcome. Ask on if there is more that you want to know from the articles.",
    "farewell": "Goodbye! The articles are here whenever you have another question.",
    "about": "I am Dateline, a program that answers questions about the news articles of this "
    "archive with exact quotations from them. What they do not say, I cannot tell you; ask, for "
    "example, when something happened or who said what.",
    "order": "I only quote what the articles of this archive say and cannot do anything else. "
    "Ask me something about the news in them.",
    "senseless": "I can make no question of that. Ask me something about the news articles of "
    "this archive, in a few words or a whole sentence.",
    "language": "This seems to be written in {}. I read English only; please ask in English.",
}

_SMALL_TALK: dict[Kind | Literal["filler"], str] = {
    "greeting": "hello|hi|hey|hiya|hallo|howdy|greetings|good morning|good afternoon|good evening|"
    "good day|morning|yo|welcome|bonjour|hola|ciao|salut|guten tag|guten morgen|namaste|"
    "how are you|how are you doing|how is it going|how are things|how do you do|how have you been|"
    "how is your day|what is up|are you there|are you ok|anybody there|nice to meet you|"
    "pleased to meet you|i am fine|i am good",
    "thanks": "thanks|thank you|thx|thanx|ty|cheers|many thanks|much appreciated|merci|danke|"
    "gracias|grazie|i appreciate it|ok|okay|great|cool|perfect|awesome|excellent|wonderful|got it|"
    "i see|understood|alright|all right|well done|good job|nice one|that is great|that helps|"
    "that helped|that was helpful|very helpful|good bot",
    "farewell": "bye|goodbye|good bye|bye bye|farewell|good night|see you|see ya|cya|see you later|"
    "see you soon|see you tomorrow|have a nice day|have a good day|have a great day|take care|"
    "that is all|i am done|talk to you later|until next time|au revoir|adios",
    "senseless": "yes|no|yeah|yep|nope|lol|haha|hahaha|hmm|hm|bla|blah|um|uh|meh",
    "filler": "there|everyone|everybody|all|again|dateline|bot|chatbot|assistant|friend|mate|"
    "my friend|sir|madam|today|so much|very much|a lot|a million|for your help|for the help|"
    "for that|for this|for everything|for your time|please|for now|now|then|so|and|well|very|nice|"
    "oh|wow|you too|and you|for the answer|for your answer|to you|that is|it is|really|kindly",
}
_PREAMBLE = (
    "please|can you|could you|would you|will you|can i ask you to|i want you to|i need you to|"
    "i would like you to|you must|you should|you have to|your task is to|your new task is to|"
    "now|just|so|then|and|but|instead|also|kindly|go ahead and|let us|system|user|important|"
    "help me|help me to"
)
_SHORT = {
    "what's": "what is", "whats": "what is", "who's": "who is", "how's": "how is", "u": "you",
    "that's": "that is", "it's": "it is", "i'm": "i am", "you're": "you are", "let's": "let us",
    "i'd": "i would", "you'll": "you will", "where's": "where is", "pls": "please", "ur": "your",
    "plz": "please", "r": "are", "today's": "today is", "thankyou": "thank you", "lets": "let us",
}  # fmt: skip

_BOT = (
    r"(?:ai|bot|chatbot|robot|machine|program|llm|chatgpt|chat gpt|gpt\S*|claude|gemini|alexa|siri)"
)
_MACHINE = (
    rf"(?: (?:an?|the|real|or|artificial intelligence|human|person|(?:large )?language|model|"
    rf"openai|assistant|alive|sentient|conscious|search engine|{_BOT})){{1,6}}"
)
_THIS = r" (?:you|this|(?:this |the )?(?:program|app|site|page|website|tool|chat|bot|chatbot))"
_DOCUMENTS = (
    r"(?: (?:kinds?|sorts?|types?) of)?(?: news)? (?:articles|sources|documents|publishers|"
    r"newspapers|data|content|news|archives?|topics|subjects|information)"
)
_TONGUE = (
    r"(?:english|french|german|spanish|italian|portuguese|dutch|polish|russian|ukrainian|turkish|"
    r"arabic|chinese|japanese|korean|hindi|latin)"
)
_ABOUT = re.compile(
    r"(?:i need |some )*help(?: me| out)?|(?:can|could) you help(?: me| us)?(?: out)?"
    r"|(?:who|what) (?:exactly )?(?:are you|is this|is dateline)(?: exactly| for)?"
    rf"|what is{_THIS} (?:about|for)|what can{_THIS} do|(?:tell|show) me what you can do"
    rf"|(?:who|what|which){_MACHINE} (?:are you|is this|do you use)|are you{_MACHINE}"
    rf"|is this (?:an? )?{_BOT}|(?:who )?am i (?:talking|speaking) (?:to|with)(?:{_MACHINE})?"
    rf"|(?:do you use|are you (?:using|based on|powered by)){_MACHINE}"
    r"|what (?:else )?(?:can|could|do) (?:you|i) (?:do|ask|know|answer)(?: you)?(?: for me| here)?"
    r"|what (?:(?:kinds?|sorts?) of )?questions can (?:i ask|you answer)(?: you)?"
    r"|what are you (?:good at|capable of|for)|what is your (?:name|job|purpose|role|model|version)"
    rf"|how (?:do|does|can){_THIS} (?:work|help)(?: me)?|how (?:do|can) i use{_THIS}"
    rf"|(?:what|which|how many){_DOCUMENTS} do you (?:have|know|use|hold|read|cover|have access to)"
    rf"|(?:what|which|how many){_DOCUMENTS} are (?:there|here|available|in (?:the|this) archive)"
    rf"|what (?:are|is) your(?:{_DOCUMENTS}| capabilities| features)"
    r"|who is your (?:creator|maker|owner)|what is in (?:the|this|your) archive|how old are you"
    rf"|where do you get(?: your)?(?:{_DOCUMENTS}| answers)(?: from)?"
    rf"|where do(?:es)? your(?:{_DOCUMENTS}| answers) come from"
    rf"|who (?:made|built|created|trained|developed|programmed|owns|runs){_THIS}"
    r"|(?:tell me (?:something |more )?about|introduce|describe) yourself"
    rf"|(?:what|which) languages do you speak|(?:do|can) you (?:speak|read) {_TONGUE}"
    r"|(?:can|may) i ask(?: you)?(?: something| a question)?|i have (?:a|one|some) questions?"
)
_PROMPT = r"(?:instructions?|prompts?|rules|guidelines|directives|restrictions|programming)\b"
_WORK = (
    r"(?:poems?|poetry|story|stories|songs?|lyrics|haiku|sonnet|limerick|joke|riddle|tale|novel|rap|"
    r"essay|letter|e-?mail|tweet|blog|speech|article|paragraph|dialogue|something|picture|image|"
    r"drawing|logo|code|script|function|python|javascript|sql|html|resume|cv)s?\b"
)
_ORDER = re.compile(
    r"(?:ignore|disregard|forget|override|bypass) (?:all|any|every|your|the|these|my|previous|"
    rf"prior|above)(?: \S+){{0,3}}? {_PROMPT}"
    r"|(?:ignore|disregard|forget) (?:everything|anything|all of|what you|the above|your|who you)\b"
    r"|(?:repeat|print|show|reveal|output|display|tell|give|list|dump|what|share|say|write|recite|"
    rf"summari[sz]e|copy)(?: \S+){{0,4}}? your (?:\S+ ){{0,2}}?{_PROMPT}"
    r"|(?:repeat|print|show|reveal|output|display|tell|give|what is|dump)(?: me)?(?: the)? system "
    r"(?:prompt|message)"
    r"|repeat (?:after|the (?:words?|text|sentence|above|following)|every|this|that|back)\b"
    r"|you (?:are|will be) (?:now|no longer|going to be|an? \S+ (?:assistant|model|expert))\b"
    r"|from now on (?:you|your|answer|speak|respond|reply|talk|call|act|always|only|pretend)\b"
    r"|(?:act|behave|talk|speak) (?:as|like) (?!of\b)|(?:answer|respond|reply) (?:as|like|only)\b"
    rf"|(?:answer|respond|reply|speak|talk) (?:to me |me )?(?:only )?in {_TONGUE}"
    r"|pretend (?:you|to|that|i|we)\b|role-?play\b|imagine (?:that )?you\b"
    r"|play (?:me|some|a game)\b|(?:disable|remove) your\b"
    r"|(?:enable|enter|activate|switch to) (?:\S+ ){0,2}mode\b"
    rf"|write (?:\S+ ){{0,5}}?{_WORK}|write (?:me|us|to|back)\b|sing (?:me|us)\b|draw me\b"
    r"|(?:compose|draft|create|make|make up|draw|paint|sing|invent)(?: me| us)? (?:an?|"
    rf"some|another|my|two|three) (?:\S+ ){{0,3}}?{_WORK}"
    r"|(?:tell|give) (?:me|us) (?:an?|another|some) (?:\S+ )?(?:jokes?|poem|haiku|riddle)\b"
    r"|tell (?:me|us) an? (?:\S+ )?story$|make me laugh\b|do my\b"
    r"|translate (?:this|that|it|the (?:following|text|sentence|word)|my|to|into|from)\b"
    rf"|translate (?:\S+ ){{1,30}}?(?:to|into|in) {_TONGUE}\b"
    r"|(?:rewrite|rephrase|paraphrase|proofread|fix|debug|correct|solve|run|execute|improve|edit|"
    r"check) (?:this|my|the following)\b|say (?:hello|hi|something|the words?)\b"
    r"|remind me to\b|set (?:an?|the|my) (?:\S+ )?(?:timer|alarm|reminder)\b"
    r"|(?:order|book) (?:me|us)\b|buy (?:me|us) an?\b"
    r"|(?:order|book) an? (?:\S+ )?(?:pizza|taxi|flight|table)\b"
    r"|send (?:an?|this|the|my|me) (?:\S+ )?(?:e-?mail|message|text)\b"
    r"|(?:delete|erase|wipe) (?:all|everything|your|my|this)\b|drop table\b"
    r"|generate (?:an?|some|random|me)\b|(?:calculate|compute) \d|(?:output|print) everything\b"
)

_DATE = re.compile(r"\W*(?:(?:19|20)\d\d|\d{1,4}([-/.])\d{1,2}(?:\1\d{1,4})?)\W*")
_MASHED = re.compile(
    r"(?:qwe|zxc|asdf\w?|(?:asd|sdf|fds|dfg|fgh|ghj|hjk|jkl|lkj|kjh|jhg|qwe|rty|uio|zxc|vbn){2,})"
    r"|\w*[sdfghjkl]{5}\w*|(?!\w*[^a-z])[^aeiouy]{6,}|(\w)\1{3,}"
)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_PART = re.compile(r"[.!?;:,\n]+|\band\b")
_PHRASES: dict[str, Kind | None] = {
    phrase: None if kind == "filler" else kind
    for kind, phrases in _SMALL_TALK.items()
    for phrase in phrases.split("|")
}
_POLITE = frozenset(_PREAMBLE.split("|"))
_QUOTES = "\"'“„«‘"
_LONGEST = 5  # words in a phrase
_RANK: tuple[Kind, ...] = ("about", "farewell", "thanks", "greeting", "senseless")


def no_question(message: str) -> Reply | None:
    """What to answer to a message that asks nothing of the articles; None for a question.

    What is doubtful is a question, and so is a greeting with a question after it.

    Args:
        message: As the user wrote it.
    """
    text = unicodedata.normalize("NFKC", message).casefold().replace("’", "'")
    if not any(map(str.isalpha, text)):
        return None if _DATE.fullmatch(text) else Reply("senseless", _REPLIES["senseless"])
    kind = _small_talk(text) or ("order" if _is_order(text) else None)
    language = None if kind else foreign_language(text, _words(text))
    if language is not None:
        other = language or "another language than English"
        return Reply("language", _REPLIES["language"].format(other))
    if not kind and all(map(_MASHED.fullmatch, _WORD.findall(text))):
        kind = "senseless"
    return Reply(kind, _REPLIES[kind]) if kind else None


def _small_talk(text: str) -> Kind | None:
    """The kind of a message that is nothing but small talk and questions about the assistant."""
    kinds: set[Kind] = set()
    for part in _PART.split(text):
        said, rest = _peel(_words(part), _PHRASES)
        kinds.update(kind for phrase in said if (kind := _PHRASES[phrase]))
        while rest and rest[-1] in _PHRASES and not _PHRASES[rest[-1]]:
            rest.pop()
        if rest:
            if not any(map(_ABOUT.fullmatch, (" ".join(rest), " ".join(_peel(rest, _POLITE)[1])))):
                return None
            kinds.add("about")
    return min(kinds, key=_RANK.index, default=None)


def _is_order(text: str) -> bool:
    """Whether a message opens with an order, or has one and asks nothing. A quotation is none."""
    if text.lstrip()[0] in _QUOTES:
        return False
    asks = []
    for sentence in _SENTENCE.findall(text):
        _, rest = _peel(_words(sentence), _PHRASES)
        _, rest = _peel(rest, _POLITE)
        if rest:
            asks.append(None if _ORDER.match(" ".join(rest)) else "?" in sentence)
    return bool(asks) and (asks[0] is None or (None in asks and not any(asks)))


def _words(text: str) -> list[str]:
    return " ".join(_SHORT.get(word, word) for word in _WORD.findall(text)).split()


def _peel(words: list[str], phrases: Container[str]) -> tuple[list[str], list[str]]:
    """The phrases that words begin with, the longest first, and the words after them."""
    peeled, start = [], 0
    while start < len(words):
        lengths = range(min(_LONGEST, len(words) - start), 0, -1)
        ahead = (" ".join(words[start : start + length]) for length in lengths)
        phrase = next((one for one in ahead if one in phrases), None)
        if phrase is None:
            break
        peeled.append(phrase)
        start += phrase.count(" ") + 1
    return peeled, words[start:]
