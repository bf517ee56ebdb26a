"""Tell which language a message is in, where it is not English."""

import unicodedata
from collections import Counter
from collections.abc import Sequence


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH = _bag(
    "the what who when where why how which whose whom did does are were have been with from about "
    "and that this they their its not would could should said says between after before there "
    "than into your you his her by"
)
# For each language: the words that a question opens with | other common words.
_LANGUAGES = {
    "French": "quand qui où pourquoi comment quel quelle quels quelles combien qu'est-ce est-ce "
    "que parle-moi parlez-moi dis-moi dites-moi | est sont était été eu lieu avec dans une des "
    "les aux et ou nous vous ils elle il je suis ce cette ont être pas sur votre qu'il c'est "
    "n'est d'un d'une dernière",
    "German": "wann wer wo warum wieso welche welcher welches wie was wen wem erzähl erzähle gibt "
    "| ist sind und der das dem ein eine einen nicht mit zu zum zur auf für über hat haben wurde "
    "wurden waren ich du wir sich auch bei nach oder wird sie mir viele gesagt",
    "Spanish": "cuándo cuando quién quien quiénes dónde donde qué cuál cual cuáles cuántos cuántas "
    "cuánto cómo como que háblame dime | es son fue fueron está del los las una con para por pero "
    "se su al más ha ser hay sobre entre este muy el la",
    "Italian": "quando chi dove perché quale quali quanti quante quanto cosa come che cos'è dov'è "
    "parlami dimmi | è sono stato stata ha hanno della delle degli dei nel nella con il gli una "
    "non si per di alla sul sulla la",
    "Portuguese": "quando quem onde qual quais quantos quantas quanto porque como que fale-me "
    "diga-me | é são foi foram está tem da dos das na nos no com para por não uma um ao pela pelo "
    "você sobre entre",
    "Dutch": "wanneer wie wat waar waarom welke welk hoe hoeveel | het een van en zijn werd heeft "
    "hebben niet met voor op te naar bij ook door er ik je over is de",
    "Swedish": "när vem vad varför hur vilken vilket vilka | är och att det som för inte med på av "
    "ett till har blev från efter jag du den om",
    "Danish or Norwegian": "hvornår når hvem hvad hva hvor hvorfor hvordan hvilken hvilke hvilket "
    "| er og det som ikke med på af av et til har ble blev fra efter etter den fandt sted om for "
    "at de",
    "Polish": "kiedy kto gdzie dlaczego jak jaki jaka jakie ile czy który która które co | jest są "
    "był była było się nie na ze do od dla przez oraz że to po",
    "Czech or Slovak": "kdy kdo kde proč kolik který která které kedy kto prečo koľko jak ako co "
    "čo | je jsou byl byla bylo byli se že na ve do od pro to sa bol boli bolo má",
    "Turkish": "neden nerede nasıl hangi kaç kim kimler niçin ne | zaman ve bir bu için ile mi mı "
    "mu mü değil oldu olan yapıldı nedir kimdir son da hakkında",
    "Romanian": "când cine unde ce cum care cât câți câte | este sunt fost au avut și în cu din la "
    "pe nu să pentru avea un despre",
    "Hungarian": "mikor miért hogyan melyik hány ki kik hol mi | az egy és volt voltak van hogy "
    "nem is után között",
    "Finnish": "milloin kuka ketkä missä miksi mikä miten mitä kuinka | on oli ovat olivat ja ei "
    "että se mutta kun kanssa sanoi tai joka",
    "Indonesian or Malay": "kapan siapa siapakah dimana mengapa kenapa bagaimana berapa apa apakah "
    "| yang dan di adalah dengan untuk dari pada tidak ini itu telah akan dalam oleh ke kata",
    "Croatian or Serbian": "kada tko gdje gde zašto koliko koji koja koje kad ko što kako | je su "
    "bio bila bilo bili se na da nije za od sa li",
    "Vietnamese": "khi tại cuộc | là gì của không được nào đâu những các và cho người này có đã "
    "sao nhiêu ra về với trong họp nói",
    "Russian": "когда кто где почему что как какой какая сколько | не на был была были это или и с "
    "от",
    "Ukrainian": "коли хто де чому що як який яка скільки | не на був була були це або і з від та",
    "Arabic": "متى من ما ماذا أين هل كيف لماذا كم | في على إلى عن التي الذي كان",
    "Persian": "کی چه کجا چرا چند آیا | در را از به که است بود شد این شدند",
}  # fmt: skip
_SCRIPTS = {
    "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "CJK": "Chinese",
    "GREEK": "Greek", "HEBREW": "Hebrew", "THAI": "Thai", "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian", "TAMIL": "Tamil", "BENGALI": "Bengali",
}  # fmt: skip
# Question words that are names or English words too: a common word must follow.
_UNSURE = _bag(
    "wo wie was wen wat hoe chi che qui que como cosa come comment dove kim ne co jak ki mi hol ce "
    "cum care unde cine cual qual quando quanto quantas kuka hva hur kde ko kad koji bila apa khi "
    "vì cuộc tại"
)
# Common words that stand in English text and names too: they count for nothing.
_ENGLISH_TOO = _bag(
    "a in on no for at is me so am an was die war will do to son all over under as has per man hat "
    "of or it he con sur pour est van den bin der la le el les los las de du das dos von comment "
    "come care dove plus fait mon main men et al op kan dan ha lo nun rum loc mi ma mu"
)
_EITHER = _ENGLISH | _ENGLISH_TOO
_KNOWN = {
    language: (_bag(words.partition("|")[0]), _bag(words) - {"|"})
    for language, words in _LANGUAGES.items()
}


def foreign_language(text: str, words: Sequence[str]) -> str | None:
    """The language of a message, "" where it is unsure which; None where it may be English.

    A message is foreign by its script, by the word that its question opens with, or by three common
    words, unless English words stand beside them: what is doubtful is English.

    Args:
        text: The message in small letters.
        words: Its words, contractions written out.
    """
    english = sum(word in _ENGLISH for word in words)
    scripts = Counter(unicodedata.name(char, "?").split()[0] for char in text if char.isalpha())
    letters, latin = scripts.total(), scripts.pop("LATIN", 0)
    foreign = letters > 1 and 2 * latin < letters and _EITHER.isdisjoint(words)
    opening = text.split()[0].strip("¿¡([\"'“„«‘")
    found = Counter[str]()
    for language, (asking, known) in _KNOWN.items():
        hits = len((known - _ENGLISH_TOO).intersection(words))
        asked = opening in asking and len(words) > 2
        sure = asked and (opening not in _UNSURE or words[1] in known)
        if hits > 2 * english and (hits > 2 or sure or foreign):
            found[language] = hits + sure
    best = [language for language, hits in found.items() if hits == max(found.values())]
    if best:
        return best[0] if len(best) == 1 else ""
    if foreign:
        script = "KATAKANA" if scripts["HIRAGANA"] else scripts.most_common(1)[0][0]
        return _SCRIPTS.get(script, "")
    return "Spanish" if "¿" in text and not english else None
